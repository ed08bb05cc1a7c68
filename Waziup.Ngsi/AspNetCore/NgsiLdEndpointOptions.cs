using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>How the HTTP binding learns what it cannot know by itself.</summary>
public sealed class NgsiLdEndpointOptions
{
    /// <summary>Who sends a request.</summary>
    /// <value>Default: everybody is <see cref="Caller.Anonymous"/>.</value>
    public Func<HttpContext, Caller> CallerOf { get; set; } = static _ => Caller.Anonymous;

    /// <summary>How long the body of a request may take to arrive; beyond that the answer is 408.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    internal List<RouteSet> Beside { get; } = [];

    /// <summary>Serves operations of the host beside those of the standard.</summary>
    /// <param name="root">The path below which they are, such as <c>/iot/v1</c>.</param>
    /// <param name="routes">The operations.</param>
    public void Serve(string root, params IEnumerable<HostRoute> routes) => Beside.Add(new RouteSet(root, new Router(routes.Select(route => route.ToRoute()))));
}
