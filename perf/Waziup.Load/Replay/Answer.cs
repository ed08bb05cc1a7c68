using System.Net;
using System.Text;
using System.Text.Json;

namespace Waziup.Load.Replay;

/// <summary>What the broker answered.</summary>
internal readonly record struct Answer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The answer for a person: the status and the problem document, shortened.</summary>
    public string Describe()
    {
        var text = Encoding.UTF8.GetString(Body);
        return $"{(int)Status} {(text.Length > 500 ? text[..500] + "…" : text)}";
    }

    /// <summary>The items that a batch refused (207, BatchOperationResult), as title or detail with their entity.</summary>
    public IReadOnlyList<string> Refused()
    {
        if (Status != HttpStatusCode.MultiStatus)
            return [];

        using var result = JsonDocument.Parse(Body);
        if (!result.RootElement.TryGetProperty("errors", out var errors))
            return [];

        return [.. errors.EnumerateArray().Select(Text)];
    }

    static string Text(JsonElement item)
    {
        var entity = item.TryGetProperty("entityId", out var id) ? id.ToString() : "?";
        var error = item.TryGetProperty("error", out var problem) ? problem.ToString() : "no reason given";
        return $"{entity}: {error}";
    }
}
