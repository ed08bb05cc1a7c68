using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>Compares what a gateway and a cloud hold.</summary>
static class Judgement
{
    /// <summary>The first difference; null for none. The entity of the gateway itself has attributes that change while they are told.</summary>
    public static async Task<string?> CompareAsync(LocalBroker gateway, LocalBroker cloud, Instant now)
    {
        foreach (var tenant in gateway.Storage.Tenants.List().Union(cloud.Storage.Tenants.List()))
        {
            var (here, there) = (await PresentAsync(gateway, tenant, now), await PresentAsync(cloud, tenant, now));
            if (Difference(here, there) is { } present)
                return $"tenant '{tenant.Value}': {present}";
            foreach (var id in await IdsAsync(gateway, tenant, now))
            {
                if (Difference(await PastAsync(gateway, tenant, id), await PastAsync(cloud, tenant, id)) is { } past)
                    return $"tenant '{tenant.Value}', history of {id.Value}: {past}";
            }
        }
        return null;
    }

    private static string? Difference(SortedDictionary<string, string> here, SortedDictionary<string, string> there)
    {
        foreach (var key in here.Keys.Union(there.Keys))
        {
            var (mine, other) = (here.GetValueOrDefault(key, "nothing"), there.GetValueOrDefault(key, "nothing"));
            if (mine != other)
                return $"{key} is {mine} here, {other} at the cloud";
        }
        return null;
    }

    private static async Task<List<EntityId>> IdsAsync(LocalBroker broker, TenantId tenant, Instant now)
    {
        var page = await broker.Storage.Entities.QueryAsync(tenant, new EntityQuery(Filter.Everything, now, Limit: 1_000) { WithRemains = true }, CancellationToken.None);
        return [.. page.Rows.Select(entity => entity.Id).Where(id => !id.Value.Contains("Gateway", StringComparison.Ordinal))];
    }

    private static async Task<SortedDictionary<string, string>> PresentAsync(LocalBroker broker, TenantId tenant, Instant now)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var page = await broker.Storage.Entities.QueryAsync(tenant, new EntityQuery(Filter.Everything, now, Limit: 1_000), CancellationToken.None);
        foreach (var entity in page.Rows)
        {
            var answer = await broker.AskAsync("GET", $"entities/{entity.Id.Value}", tenant.Value);
            var json = JsonNode.Parse(answer.Body)!.AsObject();
            var isGateway = entity.Id.Value.Contains("Gateway", StringComparison.Ordinal);
            all[entity.Id.Value] = string.Join(' ', json.Where(member => !isGateway || member.Key is "id" or "type").OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => $"{member.Key}={Text(member.Value!)}"));
        }
        return all;
    }

    // Instances, types and scopes come in any order.
    private static string Text(JsonNode node) => node is JsonArray array
        ? string.Join(" | ", array.Select(item => item!.ToJsonString()).Order(StringComparer.Ordinal)) : node.ToJsonString();

    private static async Task<SortedDictionary<string, string>> PastAsync(LocalBroker broker, TenantId tenant, EntityId id)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in await broker.Storage.History.ReadAsync(tenant, id, CancellationToken.None))
        {
            if (!row.IsObserved || row.IsDeletion || row.Name == Waziup.Ngsi.Model.Core.Scope.Value)
                continue;
            var key = $"{row.Name[(row.Name.LastIndexOf('/') + 1)..]} {row.DatasetId} {row.At}";
            all[key] = (all.TryGetValue(key, out var other) ? other + " twice " : "") + Encoding.UTF8.GetString(row.Value);
        }
        return all;
    }
}
