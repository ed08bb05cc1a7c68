using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>The registrations of a tenant, found by the ids and types of entities without looking at the others.</summary>
/// <remarks>Immutable; a new one takes its place when a registration comes, changes or goes.</remarks>
internal sealed class RegistrationIndex
{
    private static readonly Iri AnyType = new("*");

    private readonly Dictionary<EntityId, List<int>> _byId = [];

    // Of entities that are named by id, for requests that name none.
    private readonly Dictionary<Iri, List<int>> _namedByType = [];

    private readonly Dictionary<Iri, List<int>> _byType = [];
    private readonly IReadOnlyList<Registration> _all;

    private RegistrationIndex(IReadOnlyList<Registration> registrations)
    {
        _all = registrations;
        for (var at = 0; at < registrations.Count; at++)
        {
            foreach (var information in registrations[at].Information)
            {
                if (information.Entities.IsEmpty)
                    Add(_byType, AnyType, at);
                foreach (var entity in information.Entities)
                    Add(entity, at);
            }
        }
    }

    public static RegistrationIndex Empty { get; } = new([]);

    public bool IsEmpty => _all.Count == 0;

    /// <param name="registrations">The oldest first; in that order they are found.</param>
    public static RegistrationIndex Of(IReadOnlyList<Registration> registrations) => registrations.Count == 0 ? Empty : new(registrations);

    /// <summary>The parts of registrations that a request concerns, the oldest first.</summary>
    public IReadOnlyList<SourceMatch> Find(SourceRequest request, Instant now)
    {
        if (IsEmpty)
            return [];
        var found = new List<SourceMatch>();
        foreach (var registration in Candidates(request))
        {
            if (SourceMatch.Of(registration, request, now) is { } match)
                found.Add(match);
        }
        return found;
    }

    private IEnumerable<Registration> Candidates(SourceRequest request)
    {
        if (request.Types.IsDefaultOrEmpty && request.Ids.IsDefault)
            return _all;
        var found = new SortedSet<int>();
        if (request.Ids.IsDefault)
            AddByTypes(_namedByType, request, found);
        else
            AddByIds(request, found);
        AddByTypes(_byType, request, found);
        return found.Select(at => _all[at]);
    }

    private void AddByIds(SourceRequest request, SortedSet<int> found)
    {
        foreach (var id in request.Ids)
        {
            if (_byId.TryGetValue(id, out var list))
                found.UnionWith(list);
        }
    }

    private static void AddByTypes(Dictionary<Iri, List<int>> byType, SourceRequest request, SortedSet<int> found)
    {
        if (byType.Count == 0)
            return;
        if (request.Types.IsDefaultOrEmpty)
        {
            foreach (var list in byType.Values)
                found.UnionWith(list);
            return;
        }
        foreach (var type in request.Types.Append(AnyType))
        {
            if (byType.TryGetValue(type, out var list))
                found.UnionWith(list);
        }
    }

    private void Add(RegisteredEntity entity, int at)
    {
        if (!entity.Id.IsNone)
            Add(_byId, entity.Id, at);
        foreach (var type in entity.Types.IsEmpty ? [AnyType] : entity.Types.AsEnumerable())
            Add(entity.Id.IsNone ? _byType : _namedByType, type, at);
    }

    private static void Add<TKey>(Dictionary<TKey, List<int>> lists, TKey key, int at)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = [];
        list.Add(at);
    }
}
