using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads problem documents (5.5.2), and makes them where there is none.</summary>
internal static class Problem
{
    private const int MostBytes = 64 * 1024;
    private const string NoType = "about:blank";
    private const string NoDetail = "the broker gives no details";

    /// <summary>The error that an unsuccessful answer stands for, whatever is in it.</summary>
    public static async Task<NgsiLdClientException> ReadAsync(
        HttpResponseMessage response, NgsiLdClientOptions options, CancellationToken cancel)
    {
        var error = Parse(await HeadAsync(response, options, cancel), (int)response.StatusCode, response.ReasonPhrase);
        return new NgsiLdClientException(error, Repetition.RetryAfter(response, options.Clock));
    }

    /// <summary>The error that a part of a result names.</summary>
    public static NgsiLdError Of(JsonElement json, int status, string? title = null)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new NgsiLdError(NoType, title ?? "Error", status, json.GetString()!);
        if (json.ValueKind != JsonValueKind.Object)
            return new NgsiLdError(NoType, title ?? "Error", status, NoDetail);
        var isNumber = json.TryGetProperty("status"u8, out var own) && own.ValueKind == JsonValueKind.Number;
        return new NgsiLdError(
            Text(json, "type"u8) ?? NoType, Text(json, "title"u8) ?? title ?? "Error",
            isNumber && own.TryGetInt32(out var number) ? number : status, Text(json, "detail"u8) ?? NoDetail);
    }

    /// <summary>The error where a successful answer is not what was asked for.</summary>
    public static NgsiLdClientException Unusable(HttpResponseMessage response, string detail, Exception? cause = null) =>
        new(new NgsiLdError(NoType, "Unusable answer", (int)response.StatusCode, detail), cause: cause);

    // A problem document is short; what does not come, or goes on, is none.
    private static async Task<ReadOnlyMemory<byte>> HeadAsync(HttpResponseMessage response, NgsiLdClientOptions options, CancellationToken cancel)
    {
        var bytes = new byte[MostBytes];
        try
        {
            await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancel), options);
            return bytes.AsMemory(0, await body.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancel));
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

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
            return new NgsiLdError(NoType, reason ?? "Error", status, "the answer holds no problem document");
        }
    }

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
