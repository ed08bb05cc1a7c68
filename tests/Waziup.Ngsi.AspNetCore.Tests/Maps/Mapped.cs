namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>How entity maps are asked for and read.</summary>
static class Mapped
{
    public const string Header = "NGSILD-EntityMap";
    public const string Window = "timerel=before&timeAt=2030-01-01T00:00:00Z";

    /// <summary>Tanks one to five.</summary>
    public static async Task<TestBroker> StartAsync(Action<Broker.NgsiLdOptions>? options = null)
    {
        var broker = await TestBroker.StartAsync(options: options);
        for (var i = 1; i <= 5; i++)
            await broker.CreateAsync(Samples.Tank(i));
        return broker;
    }

    /// <summary>Where the map of an answer stands, below the root of the API.</summary>
    public static string Map(this Answer answer)
    {
        const string Start = NgsiLdApplicationBuilderExtensions.Root + "/entityMaps/urn:ngsi-ld:EntityMap:";
        Assert.StartsWith(Start, answer[Header], StringComparison.Ordinal);
        return answer[Header]![NgsiLdApplicationBuilderExtensions.Root.Length..];
    }

    /// <summary>The header that goes on with the map of an answer.</summary>
    public static string GoOn(this Answer answer) => $"{Header}: {answer[Header]}";

    /// <summary>The last parts of the ids of the entities on a page, in order.</summary>
    public static string Page(this Answer answer, int status)
    {
        Assert.True(answer.Status == status, $"expected {status}, was {answer.Status} {answer.Body}");
        return string.Join(',', answer.Json.AsArray().Select(entity => Last((string)entity!["id"]!)));
    }

    /// <summary>The last parts of the ids in a map, in order; every one is said to be here.</summary>
    public static string Entities(this Answer answer, int status = 200)
    {
        Assert.True(answer.Status == status, $"expected {status}, was {answer.Status} {answer.Body}");
        var entities = answer.Json["entityMap"]!.AsObject();
        Assert.All(entities, entity => Assert.Equal("[\"@none\"]", entity.Value!.ToJsonString()));
        return string.Join(',', entities.Select(entity => Last(entity.Key)));
    }

    /// <summary>What is in the map of an answer now.</summary>
    public static async Task<string> EntitiesAsync(this TestBroker broker, Answer of) => (await broker.GetAsync(of.Map())).Entities();

    public static string? ExpiresAt(this Answer answer) => (string?)answer.Json["expiresAt"];

    private static string Last(string id) => id.Split(':')[^1];
}
