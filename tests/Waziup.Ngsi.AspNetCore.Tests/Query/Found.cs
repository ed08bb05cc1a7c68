using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>What a query found, briefly.</summary>
static class Found
{
    /// <summary>Asks for entities and tells the last parts of their ids, in the order of the answer.</summary>
    public static async Task<string> FindAsync(this TestBroker broker, string query, params string[] headers) =>
        Numbers(await broker.GetAsync("/entities?" + Escaped(query), headers));

    public static string Numbers(Answer answer)
    {
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return string.Join(',', answer.Json.AsArray().Select(entity => ((string)entity!["id"]!).Split(':')[^1]));
    }

    /// <summary>A query as it may stand in a URL; what is escaped already stays.</summary>
    public static string Escaped(string query) =>
        query.Replace("\"", "%22", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);

    /// <summary>Insists on the very JSON.</summary>
    public static void IsJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString() ?? "nothing");
}
