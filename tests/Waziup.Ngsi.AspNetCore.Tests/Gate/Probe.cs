namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>One request by somebody who may not know the secrets.</summary>
/// <param name="Route">The route that it is for, as in the route table: method and template.</param>
/// <param name="Path">The path and query.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Headers">More headers.</param>
public sealed record Probe(string Route, string Path, string? Body = null, params string[] Headers)
{
    public string Method => Route[..Route.IndexOf(' ', StringComparison.Ordinal)];

    public override string ToString() => $"{Method} {Path} {Body} {string.Join(' ', Headers)}";
}
