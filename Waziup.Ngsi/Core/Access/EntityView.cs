using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of an entity. No grant, no view; no view, no bytes.</summary>
public sealed class EntityView
{
    private readonly Entity _entity;
    private readonly EntityForms _forms;
    private readonly bool[]? _hidden;
    private Dictionary<int, IReadOnlyList<EntityView?>>? _linked;

    private EntityView(Entity source, Entity entity, EntityForms forms, EntityMembers members, bool[]? hidden, Instant modifiedAt, Instant now)
    {
        Now = now;
        ModifiedAt = forms.ShowsModifiedAt ? modifiedAt : Instant.None;
        Source = source;
        _forms = forms;
        _entity = entity;
        Members = members;
        _hidden = hidden;
    }

    /// <summary>The entity in the form in which it is shown, but for instances that are left out, see <see cref="Shows"/>.</summary>
    internal Entity Entity => _entity;

    /// <summary>The entity as it is stored; for what is not shown to anybody.</summary>
    internal Entity Source { get; }

    /// <summary>When the entity came into being; none where that is not shown.</summary>
    internal Instant CreatedAt => _forms.ShowsCreatedAt ? _entity.CreatedAt : Instant.None;

    /// <summary>When it vanishes by itself; none where that is not shown.</summary>
    internal Instant ExpiresAt => _forms.ShowsExpiresAt ? _entity.ExpiresAt : Instant.None;

    /// <summary>The instant that decides what has expired.</summary>
    internal Instant Now { get; }

    internal EntityMembers Members { get; }

    /// <summary>When the entity was last changed, as far as the caller may know: under rules, the newest change of what is shown; none where nothing is.</summary>
    internal Instant ModifiedAt { get; }

    /// <summary>The view of an entity, or null where the caller sees none of it: it is not his, has expired, or nothing is left of it.</summary>
    internal static EntityView? Of(Entity entity, Grant grant, Projection projection, Instant now)
    {
        return entity.IsDeleted || entity.IsExpired(now) || !grant.Admits(entity, now, out var forms) ? null : Parts(entity, grant, forms, projection, now);
    }

    /// <summary>The same where it is known what is disclosed.</summary>
    /// <param name="source">The entity as it is stored.</param>
    /// <param name="told">The same with the values in it that may be told by parts of time.</param>
    /// <param name="grant">What the caller may see.</param>
    /// <param name="forms">What that is of this entity.</param>
    /// <param name="projection">What he has asked for.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    internal static EntityView? Of(Entity source, Entity told, Grant grant, EntityForms forms, Projection projection, Instant now) =>
        Parts(told, grant, forms, projection, now, source);

    /// <summary>The view of what another broker told of a deleted entity, or null where the caller certainly saw none of it.</summary>
    internal static EntityView? OfDeleted(Entity entity, Grant grant, Projection projection, Instant now) => grant.Admits(entity, now, out var forms)
        ? Parts(grant.IsOpen ? entity : EntityDisclosure.Of(entity, forms, now), Grant.Open, EntityForms.Open, projection, now) : null;

    /// <summary>The view of an entity that tells of a change, in which nothing is left that its reader does not see.</summary>
    internal static EntityView? OfChange(Entity shown, Projection projection, Instant now) => Parts(shown, Grant.Open, EntityForms.Open, projection, now);

    private static EntityView? Parts(Entity entity, Grant grant, EntityForms forms, Projection projection, Instant now, Entity? stored = null)
    {
        var source = stored ?? entity;
        // What is all to be seen is written as it is kept; under rules only where that does not tell of something that is gone.
        if (projection.IsWhole && (grant.IsOpen || (forms.ShowsAll && entity.NewestChange == entity.ModifiedAt)) && !entity.HasExpired(now))
            return new EntityView(source, entity, forms, EntityMembers.All, null, entity.ModifiedAt, now);
        var shown = forms;
        if (forms.Alters)
            (entity, shown) = (EntityDisclosure.Of(entity, forms, now, null, tellsParts: stored is not null), EntityForms.Open);
        var hidden = new bool[entity.Instances.Length];
        bool any = false, named = false;
        var newest = grant.IsOpen ? entity.ModifiedAt : Instant.None;
        for (var i = 0; i < hidden.Length; i++)
        {
            ref readonly var entry = ref entity.Instances[i];
            var name = entity.NameOf(in entry);
            var wanted = !entry.IsExpired(now) && projection.Wants(name) && shown.Of(name).IsShown;
            named |= wanted;
            hidden[i] = !(wanted && projection.WantsDataset(entity.DatasetOf(in entry)));
            any |= !hidden[i];
            if (!hidden[i] && !entry.ModifiedAt.IsNone && (newest.IsNone || entry.ModifiedAt > newest))
                newest = entry.ModifiedAt;
        }
        if (projection.Attrs is not null && !named)
            return null;
        var members = projection.Members;
        if (forms.ScopeDepth == 0)
            members &= ~EntityMembers.Scope;
        var anything = any || (members & (EntityMembers.Id | EntityMembers.Type)) != EntityMembers.None
            || ((members & EntityMembers.Scope) != EntityMembers.None && entity.HasScope);
        return anything ? new EntityView(source, entity, forms, members, hidden, newest, now) : null;
    }

    /// <summary>The views of what a relationship points at (4.5.23), in the order of its objects, null for what is not there; null where they are not wanted.</summary>
    internal IReadOnlyList<EntityView?>? LinkedBy(int index) => _linked?.GetValueOrDefault(index);

    /// <summary>Puts the views of linked entities into a relationship.</summary>
    internal void Link(int index, IReadOnlyList<EntityView?> views) => (_linked ??= []).Add(index, views);

    /// <summary>Whether all of the entity is to be seen, and no other one with it.</summary>
    internal bool IsWhole => _hidden is null && _linked is null && Members == EntityMembers.All;

    /// <summary>Whether the instance at a position is to be seen.</summary>
    internal bool Shows(int index) => _hidden is null || !_hidden[index];

    internal bool Has(EntityMembers member) => (Members & member) != EntityMembers.None;
}
