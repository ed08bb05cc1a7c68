using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads problem documents (5.5.2), and makes them where there is none.</summary>
internal static class Problem
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The error that an unsuccessful answer stands for, whatever is in it.</summary>
    public static async Task<NgsiLdClientException> ReadAsync(HttpResponseMessage response, NgsiLdClientOptions options, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var bytes = new byte[MostBytes];
        var length = 0;
        await using (var body = await response.Content.ReadAsStreamAsync(cancel))
            length = await body.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancel);
        return new NgsiLdClientException(Parse(bytes.AsMemory(0, length), status, response.ReasonPhrase), Repetition.RetryAfter(response, options.Clock));
    }

    /// <summary>The error that a part of a result names.</summary>
    public static NgsiLdError Of(JsonElement json, int status, string? title = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new NgsiLdError("about:blank", title ?? "Error", status, json.ValueKind == JsonValueKind.String ? json.GetString()! : "the broker gives no details");
        return new NgsiLdError(
            Text(json, "type"u8) ?? "about:blank",
            Text(json, "title"u8) ?? title ?? "Error",
            json.TryGetProperty("status"u8, out var own) && own.ValueKind == JsonValueKind.Number && own.TryGetInt32(out var number) ? number : status,
            Text(json, "detail"u8) ?? "the broker gives no details");
    }

    /// <summary>The error where a successful answer is not what was asked for.</summary>
    public static NgsiLdClientException Unusable(HttpResponseMessage response, string detail, Exception? cause = null) =>
        new(new NgsiLdError("about:blank", "Unusable answer", (int)response.StatusCode, detail), cause: cause);

    private static NgsiLdError Parse(ReadOnlyMemory<byte> bytes, int status, string? reason)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            // What counts is the status of the answer itself.
            return Of(document.RootElement, status, reason) with { Status = status };
        }
        catch (JsonException)
        {
            return new NgsiLdError("about:blank", reason ?? "Error", status, "the answer holds no problem document");
        }
    }

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
