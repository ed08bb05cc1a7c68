using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>What came back.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body as text; empty if there is none.</param>
/// <param name="Headers">All headers, those of the content too; several values of one name joined by line ends.</param>
sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The error type without its prefix; null where the body is no problem document.</summary>
    public string? Problem => Body.Length > 0 && Body[0] == '{' ? ShortType(Json) : null;

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>Everything that a reader of the answer could learn something from, but for what differs by nature.</summary>
    public string Everything => string.Join('\n', Headers.Where(pair => pair.Key != "Date").Select(pair => $"{pair.Key}: {pair.Value}")) + "\n\n" + Body;

    /// <summary>The link with this relation.</summary>
    public string? Link(string relation) => (this["Link"] ?? "").Split('\n').SingleOrDefault(link => link.Contains($"rel=\"{relation}\"", StringComparison.Ordinal));

    /// <summary>Where a link leads, below the root of the API.</summary>
    public string Target(string relation)
    {
        var link = Link(relation)!;
        return link[(NgsiLdApplicationBuilderExtensions.Root.Length + 1)..link.IndexOf('>', StringComparison.Ordinal)];
    }

    /// <summary>Insists on a problem document that is as the standard wants it (5.5.2, 6.3.2).</summary>
    public Answer IsProblem(int status, string type)
    {
        Assert.True(status == Status && Problem == type, $"expected {status} {type}, was {Status} {Body}");
        Assert.Equal("application/json", this["Content-Type"]);
        Assert.Null(this["Link"]);
        var (title, detail) = ((string)Json["title"]!, (string)Json["detail"]!);
        Assert.True(title.Length > 0 && detail.Length > 0 && title != detail, Body);
        Assert.Equal(status, (int)Json["status"]!);
        return this;
    }

    /// <summary>Insists on a status without a body.</summary>
    public Answer IsBare(int status)
    {
        Assert.True(status == Status && Body.Length == 0, $"expected a bare {status}, was {Status} {Body}");
        Assert.Null(this["Content-Type"]);
        return this;
    }

    public static string? ShortType(JsonNode error) =>
        (string?)error["type"] is { } type ? type[(type.LastIndexOf('/') + 1)..] : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => string.Join('\n', header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel), headers);
    }
}
