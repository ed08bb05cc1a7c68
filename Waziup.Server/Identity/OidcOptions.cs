using Waziup.Ngsi.Model;

namespace Waziup.Server.Identity;

/// <summary>Which providers of OpenID Connect vouch for callers, and how their tokens are read.</summary>
internal sealed class OidcOptions
{
    /// <summary>The providers, each with the one tenant that it vouches for; null: for those that its tokens name.</summary>
    public List<(Uri Issuer, TenantId? Tenant)> Issuers { get; } = [];

    /// <summary>For whom tokens are meant: this broker, as the providers call it.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that tells roles; parts of a path are divided by dots.</summary>
    public string Roles { get; set; } = "roles";

    public string Groups { get; set; } = "groups";

    public string Purposes { get; set; } = "purposes";

    public string Tenants { get; set; } = "tenants";

    /// <summary>How far the clocks of a provider and of this machine may be apart.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);
}
