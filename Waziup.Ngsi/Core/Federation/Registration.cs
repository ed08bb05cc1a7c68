using System.Collections.Frozen;
using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Federation;

/// <summary>A context source registration that was read and makes sense: all names are expanded (5.2.9).</summary>
/// <remarks>Immutable.</remarks>
internal sealed record Registration
{
    public required TenantId Tenant { get; init; }

    public required string Id { get; init; }

    public DocumentKey Key => new(Tenant, Id);

    /// <summary>In whose name data goes there.</summary>
    public required Caller Owner { get; init; }

    public required SourceMode Mode { get; init; }

    public required SourceOperations Operations { get; init; }

    public required ImmutableArray<RegisteredInformation> Information { get; init; }

    /// <summary>The base of the source's API; forwarded requests go to <c>…/ngsi-ld/v1/…</c> below it.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How the source calls itself in Via headers; null where that is not known.</summary>
    public string? Alias { get; init; }

    /// <summary>The tenant there; null for its default one.</summary>
    public string? RemoteTenant { get; init; }

    /// <summary>The instances that it has; null: any.</summary>
    public FrozenSet<string>? Datasets { get; init; }

    public Instant ExpiresAt { get; init; } = Instant.None;

    /// <summary>Whether it has the past alone (observationInterval, managementInterval).</summary>
    public bool IsTemporal => !Observed.IsNone || !Managed.IsNone;

    /// <summary>When what it has was observed.</summary>
    public SourceInterval Observed { get; init; } = SourceInterval.None;

    /// <summary>When what it has came into being and was changed.</summary>
    public SourceInterval Managed { get; init; } = SourceInterval.None;

    /// <summary>Where what it has lies: areas for location, observationSpace, operationSpace, as far as it says.</summary>
    public FrozenDictionary<Iri, Geometry> Places { get; init; } = FrozenDictionary<Iri, Geometry>.Empty;

    public required SourceManagement Management { get; init; }

    /// <summary>Headers of forwarded requests.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The URL of the @context in which the source is talked to; null: that of the request.</summary>
    public string? ContextUrl { get; init; }

    /// <summary>Whether bodies that go there carry their @context; null: as they came.</summary>
    public bool? TakesJsonLd { get; init; }

    /// <summary>The media type of answers; null: as is usual.</summary>
    public string? Accept { get; init; }

    /// <summary>The minor version of NGSI-LD 1.x that the source knows; it is written to in the words of that one (4.3.6.8).</summary>
    public int Version { get; init; } = Shape.NewestVersion;

    /// <summary>The registration as an entity, on which csf, scope and place are judged; credentials are not in it.</summary>
    public required Entity Description { get; init; }

    public bool IsProxy => Mode is SourceMode.Exclusive or SourceMode.Redirect;

    public bool IsLive(Instant now) => ExpiresAt.IsNone || ExpiresAt > now;

    public bool Supports(SourceOperations any) => (Operations & any) != SourceOperations.None;
}
