using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Reads what the cloud answers, with care: it may be any broker, or something else that answers in its place.</summary>
internal static class CloudAnswer
{
    private const int Most = 1024 * 1024;

    private static readonly string[] Told = ["title", "detail"];

    /// <summary>What became of the request.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The time, from which a wish to be left alone counts.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CloudAwayException">It says nothing of what became of it.</exception>
    public static async ValueTask<Sent> ReadAsync(HttpResponseMessage answer, DateTimeOffset now, CancellationToken cancel)
    {
        var status = (int)answer.StatusCode;
        switch (status)
        {
            case 200:
                // As older brokers answer a batch; and as a hotspot answers everything.
                return await TextAsync(answer, cancel) is var text and not "" ? FailedIn(text) ?? throw new CloudAwayException("200 is no answer of a broker to that") : Sent.Whole;
            case 207:
                return FailedIn(await TextAsync(answer, cancel)) ?? Sent.Whole with { Refused = new Refusal(status, "207 that does not tell what is refused") };
            case > 200 and < 300:
                return Sent.Whole;
            case 401 or 407 or 408 or 425 or 429 or (>= 500 and not 501) or < 400:
                throw new CloudAwayException($"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd(), AfterOf(answer, now));
            default:
                return Sent.Whole with { Refused = new Refusal(status, $"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd()) };
        }
    }

    private static TimeSpan? AfterOf(HttpResponseMessage answer, DateTimeOffset now) => answer.Headers.RetryAfter is { } told ? told.Delta ?? told.Date - now : null;

    // 5.2.16: success and errors; an error names its entity. Null where it is no such thing.
    private static Sent? FailedIn(string? body)
    {
        var failed = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        using var json = Parsed(body);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var error in errors.EnumerateArray())
        {
            if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("entityId", out var id) || id.ValueKind != JsonValueKind.String)
                return null;
            failed[id.GetString()!] = error.TryGetProperty("error", out var why) ? new Refusal(StatusIn(why), TitleOf(why)) : new Refusal(0, "no reason is told");
        }
        return Sent.Whole with { Failed = failed };
    }

    // 5.2.16 and RFC 7807: a status is not always told, a type is.
    private static int StatusIn(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return 0;
        if (error.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number))
            return number;
        return error.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString()!.EndsWith("/ResourceNotFound", StringComparison.Ordinal) ? 404 : 0;
    }

    private static string TitleIn(string? body)
    {
        using var json = Parsed(body);
        return json is null ? "" : TitleOf(json.RootElement);
    }

    private static string TitleOf(JsonElement problem)
    {
        if (problem.ValueKind != JsonValueKind.Object)
            return problem.ToString();
        var parts = Told.Select(name => problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        var all = string.Join(": ", parts.OfType<string>());
        return all.Length > 300 ? all[..300] : all;
    }

    private static JsonDocument? Parsed(string? body)
    {
        try
        {
            return body is null ? null : JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Null where it is longer than an answer is.
    private static async ValueTask<string?> TextAsync(HttpResponseMessage answer, CancellationToken cancel) =>
        await BoundedReading.ReadAsync(answer.Content, Most, cancel) is { } body ? Encoding.UTF8.GetString(body) : null;
}
