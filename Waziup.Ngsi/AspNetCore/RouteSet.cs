namespace Waziup.Ngsi.AspNetCore;

/// <summary>The operations below one path.</summary>
/// <param name="Root">The path.</param>
/// <param name="Router">Finds them.</param>
internal sealed record RouteSet(string Root, Router Router);
