using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>The registrations of a tenant, found by the ids and types of entities without looking at the others.</summary>
/// <remarks>Immutable; a new one takes its place when a registration comes, changes or goes.</remarks>
internal sealed class RegistrationIndex
{
    private static readonly Iri AnyType = new("*");
    private static long _versions;

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

    /// <summary>No other one of this process has it.</summary>
    public long Version { get; } = Interlocked.Increment(ref _versions);

    /// <param name="registrations">The oldest first; in that order they are found.</param>
    public static RegistrationIndex Of(IReadOnlyList<Registration> registrations) => registrations.Count == 0 ? Empty : new(registrations);

    /// <summary>The parts of registrations that a request concerns, the oldest first.</summary>
    public IEnumerable<SourceMatch> Find(SourceRequest request, Instant now) => Matching(request).Where(match => match.Holds(request, now));

    /// <summary>Those that it would concern as far as time, place and what is said of the sources themselves allow, the oldest first.</summary>
    public List<SourceMatch> Matching(SourceRequest request)
    {
        if (IsEmpty)
            return [];
        if (request.Types.IsDefaultOrEmpty && request.Ids.IsDefault)
            return Matching(_all, request);
        var found = new Positions();
        if (request.Ids.IsDefault)
            AddByTypes(_namedByType, request, ref found);
        else
            AddByIds(request, ref found);
        AddByTypes(_byType, request, ref found);
        return found.IsEmpty ? [] : Matching(found.InOrder.Select(at => _all[at]), request);
    }

    private static List<SourceMatch> Matching(IEnumerable<Registration> candidates, SourceRequest request) =>
        [.. candidates.Select(registration => SourceMatch.Of(registration, request)).OfType<SourceMatch>()];

    private void AddByIds(SourceRequest request, ref Positions found)
    {
        foreach (var id in request.Ids)
        {
            if (_byId.TryGetValue(id, out var list))
                found.Add(list);
        }
    }

    private static void AddByTypes(Dictionary<Iri, List<int>> byType, SourceRequest request, ref Positions found)
    {
        if (byType.Count == 0)
            return;
        if (request.Types.IsDefaultOrEmpty)
        {
            foreach (var list in byType.Values)
                found.Add(list);
            return;
        }
        foreach (var type in request.Types)
        {
            if (byType.TryGetValue(type, out var list))
                found.Add(list);
        }
        if (byType.TryGetValue(AnyType, out var any))
            found.Add(any);
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
        // One may name the same twice.
        if (list is [] || list[^1] != at)
            list.Add(at);
    }

    /// <summary>Positions from some lists: most requests find none, or one list.</summary>
    private struct Positions
    {
        private List<int>? _one;
        private SortedSet<int>? _all;

        public readonly bool IsEmpty => _one is null;

        public readonly IEnumerable<int> InOrder => _all ?? (IEnumerable<int>?)_one ?? [];

        public void Add(List<int> list)
        {
            if (_one is null)
                _one = list;
            else
                (_all ??= [.. _one]).UnionWith(list);
        }
    }
}
