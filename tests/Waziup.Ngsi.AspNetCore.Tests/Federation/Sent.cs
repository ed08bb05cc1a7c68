using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Looks into what was sent to a source.</summary>
static class Sent
{
    /// <summary>The only header of this name; null where there is none.</summary>
    public static string? Header(this RemoteCall call, string name) =>
        call.Headers.Where(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value).SingleOrDefault();

    public static JsonNode Json(this RemoteCall call) => JsonNode.Parse(call.Body.Span)!;
}
