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
    /// <param name="asked">What was asked for; null where the source has told it unasked.</param>
    /// <returns>That part; null where it is registered for nothing of it.</returns>
    public static Entity? Trim(Registration registration, Entity entity, SourceRequest? asked)
    {
        if (!IsAbout(registration, entity, asked, out var names))
            return null;
        if (entity.IsDeleted || entity.Instances.Length == 0 || (names is null && registration.Datasets is null))
            return entity;
        var part = Rebuild.Where(entity, withScope: true, position => Has(registration, names, entity, position));
        return part.Instances.Length == 0 ? null : part.Instances.Length == entity.Instances.Length ? entity : part;
    }

    /// <summary>What is held here of an entity, without what others stand in for (4.3.6.3).</summary>
    /// <param name="matches">The registrations that concern the entity.</param>
    /// <param name="held">The entity.</param>
    /// <returns>The rest; null for none.</returns>
    public static Entity? Rest(IEnumerable<SourceMatch> matches, Entity held)
    {
        foreach (var (registration, _) in matches)
        {
            if (!registration.IsProxy || !IsAbout(registration, held, asked: null, out var names))
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
    /// <param name="asked">What was asked for; null for nothing.</param>
    /// <param name="names">The attributes; null: all.</param>
    private static bool IsAbout(Registration registration, Entity entity, SourceRequest? asked, out HashSet<Iri>? names)
    {
        names = null;
        var isAbout = false;
        var isAboutAll = false;
        foreach (var information in registration.Information)
        {
            if (!information.Entities.IsEmpty && !Admits(information.Entities, entity, asked))
                continue;
            isAbout = true;
            if (information.Attributes is null)
                isAboutAll = true;
            else
                (names ??= []).UnionWith(information.Attributes);
        }
        if (isAboutAll)
            names = null;
        return isAbout;
    }

    private static bool Admits(ImmutableArray<RegisteredEntity> registered, Entity entity, SourceRequest? asked)
    {
        // Of an entity that was asked for by its id alone the source says of which types it is.
        var isOfAnyType = asked is { Ids.IsDefault: false, Types.IsDefaultOrEmpty: true };
        foreach (var one in registered)
        {
            // 5.12: a pattern that is asked for and one that is registered are taken to go together.
            if ((one.Admits(entity.Id) || (one.Id.IsNone && asked?.IdPattern is not null)) && (isOfAnyType || one.AdmitsTypesOf(entity)))
                return true;
        }
        return false;
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
