using System.Net;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads the results of requests that may succeed in part (5.2.16 to 5.2.19).</summary>
internal static class PartialResults
{
    /// <summary>The result of a request on these entities.</summary>
    public static async Task<NgsiBatchResult> EntitiesAsync(
        HttpResponseMessage response, IReadOnlyList<string> sent, NgsiLdClientOptions options, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.MultiStatus)
        {
            var json = await Answer.ReadAsync(response, ClientJson.Default.JsonElement, options, cancel);
            return new NgsiBatchResult(Texts(json, "success"), [], [.. Items(json, "errors").Select(Failure)]);
        }
        if (response.StatusCode != HttpStatusCode.Created)
            return new NgsiBatchResult(sent, [], []);
        // One entity has an address and no body, several have none and are listed (6.4.3.1, 6.14.3.1).
        if (response.Headers.Location is not null)
            return new NgsiBatchResult(sent, sent, []);
        var created = await Answer.ReadAsync(response, ClientJson.Default.JsonElement, options, cancel);
        return new NgsiBatchResult(sent, Strings(created), []);
    }

    /// <summary>The result of a request on these attributes of one entity.</summary>
    public static async Task<NgsiUpdateResult> AttributesAsync(
        HttpResponseMessage response, IReadOnlyList<string> sent, NgsiLdClientOptions options, CancellationToken cancel)
    {
        if (response.StatusCode != HttpStatusCode.MultiStatus)
            return new NgsiUpdateResult(sent, []);
        var json = await Answer.ReadAsync(response, ClientJson.Default.JsonElement, options, cancel);
        // A merge may answer in either form where other brokers took part (5.6.17).
        var refused = Items(json, "notUpdated").Select(item => new RefusedAttribute(Text(item, "attributeName") ?? "", Text(item, "reason") ?? ""))
            .Concat(Items(json, "errors").Select(Failure).Select(failure => new RefusedAttribute(failure.EntityId, failure.Error.Detail)));
        return new NgsiUpdateResult(Texts(json, "updated"), [.. refused]);
    }

    private static NgsiFailure Failure(JsonElement item) => new(
        Text(item, "entityId") ?? "",
        Problem.Of(item.TryGetProperty("error"u8, out var error) ? error : default, (int)HttpStatusCode.MultiStatus),
        Text(item, "registrationId"));

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) ? Strings(list) : [];

    private static IReadOnlyList<string> Strings(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : [];

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
