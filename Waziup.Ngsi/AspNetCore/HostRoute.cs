namespace Waziup.Ngsi.AspNetCore;

/// <summary>Carries out an operation of a host.</summary>
/// <exception cref="Waziup.Ngsi.Model.NgsiLdException">What ended it badly; it becomes the answer, as for operations of the standard.</exception>
public delegate ValueTask<HostAnswer> HostOperation(HostRequest request, CancellationToken cancel);

/// <summary>An operation that a host serves beside those of the standard.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path below the host's root, such as <c>devices/{device}</c>; a segment in braces takes any value.</param>
/// <param name="Run">The operation.</param>
/// <remarks>It stands behind the same checks, in the same order: method and path, length and size of the body, parameters, caller,
/// tenant, and how often a tenant may ask.</remarks>
public sealed record HostRoute(string Method, string Template, HostOperation Run)
{
    /// <summary>What the request carries.</summary>
    /// <value>Default: nothing that is read.</value>
    public HostBody Body { get; init; }

    /// <summary>The URL parameters that the request may have, each once.</summary>
    /// <value>Default none: a request with any is answered with 400, as one with another is.</value>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whether the tenant may be one that holds nothing yet, which the operation brings into being (4.14).</summary>
    /// <value>Default false: such a tenant is answered with 404.</value>
    public bool CreatesTenant { get; init; }

    internal Route ToRoute() => new(Method, Template, "", KindOf(Body), AnswerKind.Result, [.. Parameters], AnswerAsync) { Tenant = CreatesTenant ? Broker.TenantDemand.Creates : Broker.TenantDemand.Exists };

    private static BodyKind KindOf(HostBody body) => body switch { HostBody.Json => BodyKind.Raw, HostBody.Bytes => BodyKind.Bytes, _ => BodyKind.None };

    private async ValueTask AnswerAsync(Exchange exchange, CancellationToken cancel)
    {
        var http = exchange.Http;
        var request = new HostRequest(exchange.Call.Tenant, exchange.Call.Caller, exchange.Values, http.Request.ContentType ?? "", exchange.Body)
        {
            Parameters = exchange.Parameters.All.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal),
        };
        var answer = await Run(request, cancel);
        if (answer.Location is { } location)
            http.Response.Headers.Location = location;
        // What one caller is told is not for the next one.
        http.Response.Headers.CacheControl = "private, no-store";
        if (answer.Body is { } body)
            await ResponseWriter.JsonAsync(http, answer.Status, body, cancel);
        else
            http.Response.StatusCode = answer.Status;
    }
}

/// <summary>What the request of a <see cref="HostRoute"/> carries.</summary>
public enum HostBody
{
    /// <summary>Nothing that is read.</summary>
    None,

    /// <summary>JSON; another type is answered with 415, what is no JSON with 400.</summary>
    Json,

    /// <summary>Bytes of any type, which the operation reads.</summary>
    Bytes,
}
