using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Waziup.Ngsi.Client.Tests;

/// <summary>A request as it came over the wire.</summary>
sealed record SentRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public bool HasBody => Headers.ContainsKey("Content-Type");

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static SentRequest Of(HttpRequest request) => new(
        request.Method, request.GetEncodedPathAndQuery(),
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
}
