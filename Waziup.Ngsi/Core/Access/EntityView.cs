using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of an entity. No grant, no view; no view, no bytes.</summary>
public sealed class EntityView
{
    private readonly Entity _entity;
    private readonly bool[]? _hidden;

    private EntityView(Entity entity, EntityMembers members, bool[]? hidden, Instant now)
    {
        Now = now;
        _entity = entity;
        Members = members;
        _hidden = hidden;
    }

    internal Entity Entity => _entity;

    /// <summary>The instant that decides what has expired.</summary>
    internal Instant Now { get; }

    internal EntityMembers Members { get; }

    /// <summary>The view of an entity, or null where the caller sees none of it: it is not his, has expired, or nothing is left of it.</summary>
    internal static EntityView? Of(Entity entity, Grant grant, Projection projection, Instant now)
    {
        if (entity.IsDeleted || entity.IsExpired(now) || !grant.Admits(entity, now))
            return null;
        if (grant.IsOpen && projection.IsWhole && NothingExpired(entity, now))
            return new EntityView(entity, EntityMembers.All, null, now);
        var hidden = new bool[entity.Instances.Length];
        bool any = false, named = false;
        for (var i = 0; i < hidden.Length; i++)
        {
            ref readonly var entry = ref entity.Instances[i];
            var name = entity.NameOf(in entry);
            var wanted = !entry.IsExpired(now) && projection.Wants(name) && grant.Of(entity, name, now).IsShown;
            named |= wanted;
            hidden[i] = !(wanted && projection.WantsDataset(entity.DatasetOf(in entry)));
            any |= !hidden[i];
        }
        if (projection.Attrs is not null && !named)
            return null;
        var members = projection.Members;
        var anything = any || (members & (EntityMembers.Id | EntityMembers.Type)) != EntityMembers.None
            || ((members & EntityMembers.Scope) != EntityMembers.None && entity.HasScope);
        return anything ? new EntityView(entity, members, hidden, now) : null;
    }

    /// <summary>Whether the instance at a position is to be seen.</summary>
    internal bool Shows(int index) => _hidden is null || !_hidden[index];

    internal bool Has(EntityMembers member) => (Members & member) != EntityMembers.None;

    private static bool NothingExpired(Entity entity, Instant now)
    {
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (entry.IsExpired(now))
                return false;
        }
        return true;
    }
}
