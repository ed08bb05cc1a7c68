using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>Tells which parts of an entity a registration is about.</summary>
internal static class Coverage
{
    /// <summary>What a source may tell of an entity: no more than it is registered for.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="byId">Whether it was asked for by its id alone: then the source says of which types it is.</param>
    /// <returns>That part; null where it is registered for nothing of it.</returns>
    public static Entity? Trim(Registration registration, Entity entity, bool byId = false)
    {
        if (!IsAbout(registration, entity, byId, out var names))
            return null;
        if (entity.IsDeleted || entity.Instances.Length == 0 || (names is null && registration.Datasets is null))
            return entity;
        var part = Rebuild.Where(entity, withScope: true, position => Has(registration, names, entity, position));
        return part.Instances.Length == 0 ? null : part.Instances.Length == entity.Instances.Length ? entity : part;
    }

    /// <summary>What is held here of an entity, without what others stand in for (4.3.6.3).</summary>
    /// <param name="matches">The registrations that concern the request.</param>
    /// <param name="held">The entity.</param>
    /// <returns>The rest; null for none.</returns>
    public static Entity? Rest(IEnumerable<SourceMatch> matches, Entity held)
    {
        foreach (var (registration, _) in matches)
        {
            if (!registration.IsProxy || !IsAbout(registration, held, byId: false, out var names))
                continue;
            if (names is null && registration.Datasets is null)
                return null;
            var rest = Rebuild.Where(held, withScope: true, position => !Has(registration, names, held, position));
            held = rest.Instances.Length == held.Instances.Length ? held : rest;
        }
        return held;
    }

    /// <param name="registration">The registration.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="byId">Whether its types do not matter.</param>
    /// <param name="names">The attributes; null: all.</param>
    private static bool IsAbout(Registration registration, Entity entity, bool byId, out HashSet<Iri>? names)
    {
        names = [];
        ImmutableArray<Iri> types = byId ? [] : [.. entity.Types.Select(type => new Iri(type))];
        var isAbout = false;
        foreach (var information in registration.Information)
        {
            if (!information.Entities.IsEmpty && !information.Entities.Any(one => one.Admits(entity.Id) && one.Admits(types)))
                continue;
            isAbout = true;
            if (information.Attributes is null)
                names = null;
            else
                names?.UnionWith(information.Attributes);
        }
        return isAbout;
    }

    private static bool Has(Registration registration, HashSet<Iri>? names, Entity entity, int position)
    {
        ref readonly var instance = ref entity.Instances[position];
        if (names is not null && !names.Contains(new Iri(System.Text.Encoding.UTF8.GetString(entity.NameOf(in instance)))))
            return false;
        if (registration.Datasets is not { } datasets)
            return true;
        var dataset = entity.DatasetOf(in instance);
        return datasets.Contains(dataset.IsEmpty ? "@none" : System.Text.Encoding.UTF8.GetString(dataset));
    }
}
