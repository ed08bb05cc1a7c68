using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>A subscription that was read and makes sense: all names are expanded (5.2.12).</summary>
/// <remarks>Immutable. What is sent of a change is decided anew for each, under the owner's rights of that moment.</remarks>
internal sealed record Subscription
{
    public required TenantId Tenant { get; init; }

    public required string Id { get; init; }

    public DocumentKey Key => new(Tenant, Id);

    /// <summary>In whose name it reads.</summary>
    public required Caller Owner { get; init; }

    /// <summary>The position in the change log behind which changes matter.</summary>
    public long Since { get; init; }

    /// <summary>Any of these; empty: all entities.</summary>
    public ImmutableArray<EntitySelector> Selectors { get; init; } = [];

    /// <summary>The attributes of which one has to have changed; null: any.</summary>
    public FrozenSet<Iri>? Watched { get; init; }

    public Triggers Triggers { get; init; } = Triggers.Default;

    /// <summary>q, geoQ and scopeQ.</summary>
    public Filter Condition { get; init; } = Filter.Everything;

    /// <summary>Whether its condition asks about other entities, which have to be looked up.</summary>
    public bool AsksOthers { get; init; }

    public bool IsActive { get; init; } = true;

    public Instant ExpiresAt { get; init; } = Instant.None;

    /// <summary>The least time between two notifications; null: none.</summary>
    public TimeSpan? Throttling { get; init; }

    /// <summary>How often it is notified whatever changes; null: it is notified of changes.</summary>
    public TimeSpan? TimeInterval { get; init; }

    public required Projection Projection { get; init; }

    public required JoinPlan Join { get; init; }

    public required Shape Shape { get; init; }

    /// <summary>Whether previous values are told (4.5.24).</summary>
    public bool ShowsChanges { get; init; }

    public required NotificationEndpoint Endpoint { get; init; }

    /// <summary>The @context of the names in notifications.</summary>
    public required ActiveContext Terms { get; init; }

    /// <summary>When it was changed last.</summary>
    public Instant ModifiedAt { get; init; } = Instant.None;

    /// <summary>Of a subscription to registrations: of which time their sources have data; null: of the present.</summary>
    public Window? Window { get; init; }

    /// <summary>The URL under which a receiver finds it.</summary>
    public required string ContextUrl { get; init; }

    /// <summary>Whether notifications may be sent.</summary>
    public bool IsLive(Instant now) => IsActive && (ExpiresAt.IsNone || ExpiresAt > now);

    /// <summary>Whether a change may matter whatever its owner sees: to him it may be about the entity as it was, too.</summary>
    public bool MayConcern(LoggedChange change)
    {
        if (change.Sequence <= Since || change.Tenant != Tenant || TimeInterval is not null)
            return false;
        foreach (var selector in Selectors)
        {
            if (selector.MayMean(change.After, change.At) || (change.Previous is { } previous && selector.MayMean(previous, change.At)))
                return true;
        }
        return Selectors.IsEmpty;
    }

    /// <summary>Whether the entity is one that it is about.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <param name="grant">What the owner may read, where he knows entities by aliases: those he has named; null: by their ids.</param>
    public bool Selects(Entity entity, Instant now, Grant? grant = null)
    {
        if (grant is { AliasesIds: true })
            return Selectors.IsEmpty || Selectors.Any(selector => Evaluator.Matches(grant.StandingOnView(selector.Filter), entity, now));
        foreach (var selector in Selectors)
        {
            if (selector.Matches(entity, now))
                return true;
        }
        return Selectors.IsEmpty;
    }

    /// <summary>Whether a change of the attribute matters.</summary>
    public bool Watches(Iri name) => Watched is null || Watched.Contains(name);
}
