using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Snapshots;

/// <summary>How snapshots are made in tests, and how a test waits for them.</summary>
static class Frozen
{
    /// <summary>A query for tanks, with more members, beginning with a comma.</summary>
    public static string Query(string more = "") => $$"""{"type":"Query","entities":[{"type":"Tank"}]{{more}}}""";

    /// <summary>A snapshot of all tanks, with more members, beginning with a comma.</summary>
    public static string Body(string more = "") => $$"""{"type":"Snapshot","snapshotQueries":[{{Query()}}]{{more}}}""";

    /// <summary>Makes a snapshot and waits until it is filled.</summary>
    public static async Task<JsonNode> FreezeAsync(this TestBroker broker, string body, params string[] headers)
    {
        var answer = await broker.PostAsync("/snapshots", body, headers);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
        return await broker.FilledAsync(answer, headers);
    }

    /// <summary>Waits until the snapshot that an answer says the place of is filled.</summary>
    public static async Task<JsonNode> FilledAsync(this TestBroker broker, Answer created, params string[] headers)
    {
        var path = created["Location"]![NgsiLdApplicationBuilderExtensions.Root.Length..];
        for (var tries = 0; tries < 1000; tries++)
        {
            var answer = await broker.GetAsync(path, headers);
            Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
            if ((string)answer.Json["snapshotStatus"]! != "preparing")
                return answer.Json;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Fail(path + " is still being prepared");
        return null;
    }

    /// <summary>The header that has a request work on a snapshot.</summary>
    public static string Header(this JsonNode snapshot) => "NGSILD-Snapshot: " + snapshot["id"];

    /// <summary>Where a snapshot is served.</summary>
    public static string Path(this JsonNode snapshot) => "/snapshots/" + snapshot["id"];
}
