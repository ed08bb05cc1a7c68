using System.Collections.Frozen;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The indexes as they were at one moment. Immutable.</summary>
/// <param name="version">See <see cref="KnownIndexes.Version"/>.</param>
/// <param name="all">All of them.</param>
internal sealed class Indexes(long version, IReadOnlyList<Index> all)
{
    private readonly FrozenDictionary<int, List<Index>> _byTenant =
        all.GroupBy(index => index.Tenant).ToFrozenDictionary(group => group.Key, group => group.ToList());

    public long Version => version;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => all.Count == 0;

    public Index? Find(int id) => all.FirstOrDefault(index => index.Id == id);

    /// <summary>Those that have to be kept with the entities of a tenant and type.</summary>
    public List<Index> Of(int tenant, ReadOnlySpan<byte> type)
    {
        var found = new List<Index>();
        foreach (var index in _byTenant.GetValueOrDefault(tenant) ?? [])
        {
            if (type.SequenceEqual(index.Key.Type.Utf8))
                found.Add(index);
        }
        return found;
    }

    /// <summary>One that is complete; null for none.</summary>
    public Index? Complete(int tenant, IndexKey key) =>
        _byTenant.GetValueOrDefault(tenant)?.Find(index => index.IsComplete && index.Key == key);
}
