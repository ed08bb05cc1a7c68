using System.Collections.Frozen;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Finds the operation that a method and a path mean.</summary>
/// <remarks>
/// A collection may be written with a trailing slash. An empty segment elsewhere is an empty id, which the operation refuses;
/// so is <c>/entities/</c> where the method needs an id.
/// </remarks>
internal sealed class Router(IEnumerable<Route> routes)
{
    private readonly FrozenDictionary<int, Route[]> _byLength =
        routes.GroupBy(route => route.Segments.Length).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Finds the operations of the standard.</summary>
    public static Router Standard { get; } = new(RouteTable.Routes);

    /// <summary>Finds the route and the decoded values of its braces.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path as it was sent, below the root, without the query.</param>
    /// <param name="values">The values, in order.</param>
    /// <param name="allowed">The methods that the path knows, where the one given is not among them.</param>
    /// <returns>The route; null where there is no such path (no allowed method), or no such method on it.</returns>
    public Route? Find(string method, ReadOnlySpan<char> path, out string[] values, out string? allowed)
    {
        Span<Range> ranges = stackalloc Range[8];
        values = [];
        allowed = null;
        path = path.TrimStart('/').Length == path.Length ? path : path[1..];
        var trailing = path.EndsWith("/");
        var count = (trailing ? path[..^1] : path).Split(ranges, '/');
        if (Match(method, path, ranges[..count], out values, out allowed) is { } route)
            return route;
        if (!trailing || path is not "entities/" || method is not ("PUT" or "PATCH"))
            return null;
        count = path.Split(ranges, '/');
        return Match(method, path, ranges[..count], out values, out allowed);
    }

    private Route? Match(string method, ReadOnlySpan<char> path, ReadOnlySpan<Range> segments, out string[] values, out string? allowed)
    {
        values = [];
        allowed = null;
        List<string>? methods = null;
        if (!_byLength.TryGetValue(segments.Length, out var candidates))
            return null;
        foreach (var route in candidates)
        {
            if (!Fits(route, path, segments))
                continue;
            if (route.Method == method)
            {
                values = Values(route, path, segments);
                return route;
            }
            (methods ??= []).Add(route.Method);
        }
        allowed = methods is null ? null : string.Join(", ", methods);
        return null;
    }

    private static bool Fits(Route route, ReadOnlySpan<char> path, ReadOnlySpan<Range> segments)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            var template = route.Segments[i];
            if (template[0] != '{' && !path[segments[i]].SequenceEqual(template))
                return false;
        }
        return true;
    }

    private static string[] Values(Route route, ReadOnlySpan<char> path, ReadOnlySpan<Range> segments)
    {
        var count = 0;
        foreach (var template in route.Segments)
            count += template[0] == '{' ? 1 : 0;
        if (count == 0)
            return [];
        var values = new string[count];
        for (int i = 0, next = 0; i < segments.Length; i++)
        {
            if (route.Segments[i][0] == '{')
                values[next++] = Uri.UnescapeDataString(path[segments[i]].ToString());
        }
        return values;
    }
}
