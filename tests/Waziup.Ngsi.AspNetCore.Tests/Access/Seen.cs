namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What somebody sees.</summary>
static class Seen
{
    /// <summary>The attributes of an entity in the order of their names; none where it is not there for him, or he may not ask at all.</summary>
    public static async Task<string> SeenAsync(this PolicyWorld world, string id, params string[] who)
    {
        var answer = await world.Broker.GetAsync($"/entities/urn:ngsi-ld:{id}?options=keyValues", who);
        return answer.Status == 200
            ? string.Join(',', answer.Json.AsObject().Select(member => member.Key).Except(["id", "type", "scope"]).Order(StringComparer.Ordinal)) : "";
    }
}
