using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>The tenants that a caller may name.</summary>
/// <param name="All">Every tenant; then the list does not matter.</param>
/// <param name="Named">These.</param>
public sealed record Tenants(bool All, ImmutableArray<TenantId> Named)
{
    /// <summary>Every tenant.</summary>
    public static Tenants Every { get; } = new(true, []);

    /// <summary>Whether the tenant is among them.</summary>
    public bool Contains(TenantId tenant) => All || Named.Contains(tenant);
}

/// <summary>Who asks.</summary>
/// <param name="Subject">The person or machine; null for somebody unknown.</param>
/// <param name="Tenants">Where the caller may act.</param>
/// <param name="Roles">Roles within the tenant.</param>
/// <param name="Groups">Groups and organisations.</param>
/// <param name="Key">The API key that was used, by name; null for none.</param>
/// <param name="Purpose">What the data is wanted for; null if not said.</param>
public sealed record Caller(
    string? Subject, Tenants Tenants, ImmutableArray<string> Roles, ImmutableArray<string> Groups, string? Key = null, string? Purpose = null)
{
    /// <summary>Which key or account of that name it was; null for none. A new one of the same name is another.</summary>
    public string? Mark { get; init; }

    /// <summary>Who vouches for him; null for this broker itself.</summary>
    public string? Issuer { get; init; }

    /// <summary>Until when what is said here of him is known to hold; none where it has to be looked up.</summary>
    public Instant ValidUntil { get; init; } = Instant.None;

    /// <summary>Why he asks, in his words; null if not said.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the other is the same person or machine, whatever he says of his request.</summary>
    internal bool Is(Caller other) => Subject == other.Subject && Key == other.Key && Mark == other.Mark && Issuer == other.Issuer;

    /// <summary>The same one while he is away: what is known of him has to be looked up, and he gives no reason.</summary>
    internal Caller Away => this with { ValidUntil = Instant.None, Reason = null };

    /// <summary>Somebody unknown, who may name any tenant: the caller of an open broker.</summary>
    public static Caller Anonymous { get; } = new(null, Tenants.Every, [], []);
}
