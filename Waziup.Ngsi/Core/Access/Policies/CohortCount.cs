using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Counts who stands behind the entities that look alike.</summary>
/// <param name="classes">Tells which do.</param>
/// <param name="k">How many have to stand behind them.</param>
/// <param name="most">How many entities may be counted.</param>
/// <remarks>
/// An entity of several units counts as one, and only where none of them was counted before: else two people could make a crowd of each other's things.
/// Some 100 bytes an entity are needed, whatever its size.
/// </remarks>
internal sealed class CohortCount(CohortClass classes, int k, int most)
{
    private readonly Dictionary<UInt128, Group> _groups = [];
    private readonly List<(UInt128 Id, Group Group)> _entities = [];

    /// <summary>Whether there were more entities than may be counted; nothing of them is known then.</summary>
    public bool IsTooLarge { get; private set; }

    public void Add(Entity entity)
    {
        if (IsTooLarge || (IsTooLarge = _entities.Count >= most))
            return;
        var look = classes.Of(entity);
        if (!_groups.TryGetValue(look, out var group))
            _groups[look] = group = new Group();
        _entities.Add((IdSet.HashOf(entity.Id), group));
        if (!group.Has(k))
            group.Add(classes.UnitsOf(entity));
    }

    /// <summary>The entities behind whose like enough stand.</summary>
    public IdSet Large() => IdSet.Of(_entities.Where(one => one.Group.Has(k)).Select(one => one.Id));

    private sealed class Group
    {
        private readonly HashSet<UInt128> _units = [];
        private int _count;

        public bool Has(int count) => _count >= count;

        public void Add(List<UInt128> units)
        {
            if (!units.Exists(_units.Contains))
                _count++;
            _units.UnionWith(units);
        }
    }
}
