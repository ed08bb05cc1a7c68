using System.Runtime.InteropServices;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What is known of entities, in the order in which they were first heard of.</summary>
internal sealed class Versions
{
    private readonly List<EntityId> _ids = [];

    // Of most there is one version.
    private readonly Dictionary<EntityId, (Version First, List<Version>? Others)> _known = [];

    public IReadOnlyList<EntityId> Ids => _ids;

    /// <summary>Where parts of each are: ids of registrations, <c>@none</c> for this broker.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources => _known.ToDictionary(pair => pair.Key, pair => All(pair.Key).Select(version => version.From).Distinct().ToArray());

    /// <summary>Some of the entities.</summary>
    public List<EntityId> Page(int offset, int limit) => offset < _ids.Count ? _ids.GetRange(offset, Math.Min(limit, _ids.Count - offset)) : [];

    public void Add(Entity entity, bool isFiller, string from = "@none")
    {
        var version = new Version(entity, isFiller, from);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, entity.Id, out var exists);
        if (exists)
        {
            (known.Others ??= []).Add(version);
            return;
        }
        _ids.Add(entity.Id);
        known.First = version;
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
    public void AddFirst(Entity entity)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_known, entity.Id);
        (known.Others ??= []).Insert(0, known.First);
        known.First = new Version(entity, IsFiller: false, "@none");
    }

    public Entity? Merged(EntityId id, Instant now) => _known[id] is ({ Entity: var only }, null)
        ? Merge.Of(only, now) : Merge.Of([.. Of(id, isFiller: false)], [.. Of(id, isFiller: true)], now);

    /// <summary>One that is known of it, however it is.</summary>
    public Entity Any(EntityId id) => Of(id, isFiller: false).Concat(Of(id, isFiller: true)).First();

    public IEnumerable<Entity> Merged(Instant now) => _ids.Select(id => Merged(id, now)).OfType<Entity>();

    private IEnumerable<Entity> Of(EntityId id, bool isFiller) => All(id).Where(version => version.IsFiller == isFiller).Select(version => version.Entity);

    private IEnumerable<Version> All(EntityId id)
    {
        var (first, others) = _known[id];
        return others is null ? [first] : [first, .. others];
    }

    private readonly record struct Version(Entity Entity, bool IsFiller, string From);
}
