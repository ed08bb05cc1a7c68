using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What is known of entities, in the order in which they were first heard of.</summary>
internal sealed class Versions
{
    private readonly List<EntityId> _ids = [];
    private readonly Dictionary<EntityId, List<Version>> _known = [];

    public IReadOnlyList<EntityId> Ids => _ids;

    /// <summary>Where parts of each are: ids of registrations, <c>@none</c> for this broker.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources => _known.ToDictionary(pair => pair.Key, pair => pair.Value.Select(version => version.From).Distinct().ToArray());

    public void Add(Entity entity, bool isFiller, string from = "@none")
    {
        if (!_known.TryGetValue(entity.Id, out var known))
        {
            _ids.Add(entity.Id);
            _known[entity.Id] = known = new List<Version>(1);
        }
        known.Add(new Version(entity, isFiller, from));
    }

    /// <summary>What a source has told.</summary>
    public void Add(IReadOnlyCollection<Entity> entities, SourceMatch from)
    {
        _ids.EnsureCapacity(_ids.Count + entities.Count);
        _known.EnsureCapacity(_known.Count + entities.Count);
        foreach (var entity in entities)
            Add(entity, from.Registration.Mode == SourceMode.Auxiliary, from.Registration.Id);
    }

    /// <summary>What is held here counts before the rest.</summary>
    public void AddFirst(Entity entity) => _known[entity.Id].Insert(0, new Version(entity, IsFiller: false, "@none"));

    public Entity? Merged(EntityId id, Instant now) => _known[id] is [var only]
        ? Merge.Of(only.Entity, now) : Merge.Of([.. Of(id, isFiller: false)], [.. Of(id, isFiller: true)], now);

    /// <summary>One that is known of it, however it is.</summary>
    public Entity Any(EntityId id) => Of(id, isFiller: false).Concat(Of(id, isFiller: true)).First();

    public IEnumerable<Entity> Merged(Instant now) => _ids.Select(id => Merged(id, now)).OfType<Entity>();

    private IEnumerable<Entity> Of(EntityId id, bool isFiller) => _known[id].Where(version => version.IsFiller == isFiller).Select(version => version.Entity);

    private readonly record struct Version(Entity Entity, bool IsFiller, string From);
}
