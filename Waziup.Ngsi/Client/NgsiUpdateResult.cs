using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>What a request did to the attributes of one entity (5.2.18).</summary>
/// <param name="Updated">The attributes that were written; as full names where some were refused.</param>
/// <param name="Refused">Those that were not, each with a reason.</param>
public sealed record NgsiUpdateResult(IReadOnlyList<string> Updated, IReadOnlyList<RefusedAttribute> Refused)
{
    /// <summary>Whether every attribute was written.</summary>
    public bool IsComplete => Refused.Count == 0;
}
