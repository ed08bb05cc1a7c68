using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What is known of entities, in the order in which they were first heard of.</summary>
internal sealed class Versions
{
    private readonly List<EntityId> _ids = [];
    private readonly Dictionary<EntityId, (List<Entity> Versions, List<Entity> Fillers)> _known = [];
    private readonly Dictionary<EntityId, List<string>> _sources = [];

    public IReadOnlyList<EntityId> Ids => _ids;

    /// <summary>Where parts of each are: ids of registrations, <c>@none</c> for this broker.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources => _sources.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray());

    public void Add(Entity entity, bool isFiller, string from = "@none")
    {
        if (!_sources.TryGetValue(entity.Id, out var sources))
            _sources[entity.Id] = sources = [];
        sources.Add(from);
        if (!_known.TryGetValue(entity.Id, out var known))
        {
            _ids.Add(entity.Id);
            _known[entity.Id] = known = ([], []);
        }
        (isFiller ? known.Fillers : known.Versions).Add(entity);
    }

    /// <summary>What a source has told.</summary>
    public void Add(IEnumerable<Entity> entities, SourceMatch from)
    {
        foreach (var entity in entities)
            Add(entity, from.Registration.Mode == SourceMode.Auxiliary, from.Registration.Id);
    }

    /// <summary>What is held here counts before the rest.</summary>
    public void AddFirst(Entity entity) => _known[entity.Id].Versions.Insert(0, entity);

    public Entity? Merged(EntityId id, Instant now) => Merge.Of(_known[id].Versions, _known[id].Fillers, now);

    /// <summary>One that is known of it, however it is.</summary>
    public Entity Any(EntityId id) => _known[id].Versions.Concat(_known[id].Fillers).First();

    public IEnumerable<Entity> Merged(Instant now) => _ids.Select(id => Merged(id, now)).OfType<Entity>();
}
