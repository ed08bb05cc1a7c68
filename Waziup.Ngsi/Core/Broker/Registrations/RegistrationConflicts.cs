using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Holds sources that stand in for local data apart from each other and from what is held here (4.3.6.3).</summary>
internal sealed class RegistrationConflicts(IStorage storage, LiveRegistrations live)
{
    /// <summary>Has processes on one store make such registrations of a tenant one after the other.</summary>
    public ValueTask<IHold> InTurnAsync(Registration registration, CancellationToken cancel) =>
        storage.HoldAsync($"registering {registration.Tenant.Value}", cancel);

    /// <exception cref="NgsiLdException">Conflict.</exception>
    public async ValueTask CheckAsync(Registration registration, Instant now, CancellationToken cancel)
    {
        CheckOthers(registration, now);
        await CheckLocalAsync(registration, now, cancel);
    }

    /// <summary>Whether what it covers is held here.</summary>
    /// <exception cref="NgsiLdException">Conflict.</exception>
    public async ValueTask CheckLocalAsync(Registration registration, Instant now, CancellationToken cancel)
    {
        foreach (var information in registration.Information)
        {
            var query = new EntityQuery(FilterOf(information), now, Limit: 1);
            if (await storage.Entities.QueryAsync(registration.Tenant, query, cancel) is { Rows: [_, ..] })
                throw new NgsiLdException(NgsiLdErrors.Conflict("something that the registration covers is held here; it has to be deleted here first"));
        }
    }

    private void CheckOthers(Registration registration, Instant now)
    {
        foreach (var request in registration.Information.SelectMany(RequestsOf))
        {
            foreach (var (other, _) in live[registration.Tenant].Find(request, now))
            {
                // Of several redirects each gets everything. Whose the other one is, and what is in it, is not told.
                if (other.Id != registration.Id && other.IsProxy && (other.Mode == SourceMode.Exclusive || registration.Mode == SourceMode.Exclusive))
                    throw new NgsiLdException(NgsiLdErrors.Conflict("another registration covers some of the entities, for at least one of the attributes"));
            }
        }
    }

    private static IEnumerable<SourceRequest> RequestsOf(RegisteredInformation information)
    {
        var all = new SourceRequest { Attributes = information.Attributes is { } names ? [.. names] : default };
        return information.Entities.IsEmpty ? [all] : information.Entities.Select(entity => entity.Id.IsNone
            ? all with { Types = entity.Types, IdPattern = entity.IdPattern } : all with { Ids = [entity.Id] });
    }

    private static Filter FilterOf(RegisteredInformation information)
    {
        var entities = information.Entities.IsEmpty
            ? Filter.Everything : new Filter.Any([.. information.Entities.Select(FilterOf)]);
        return information.Attributes is { } names
            ? Filter.And(entities, new Filter.Any([.. names.Select(name => new Filter.HasAttribute(name))])) : entities;
    }

    private static Filter FilterOf(RegisteredEntity entity)
    {
        var types = entity.Types.IsEmpty ? Filter.Everything : new Filter.Any([.. entity.Types.Select(type => new Filter.OfType(type))]);
        if (!entity.Id.IsNone)
            return Filter.And(types, new Filter.HasId([entity.Id]));
        return entity.IdPattern is { } pattern ? Filter.And(types, new Filter.IdMatches(pattern)) : types;
    }
}
