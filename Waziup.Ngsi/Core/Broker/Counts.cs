using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>A name that was counted.</summary>
internal abstract class Count
{
    /// <summary>The expanded name, as UTF-8.</summary>
    public byte[] Name { get; init; } = [];
}

/// <summary>A type, with what entities of it have.</summary>
internal sealed class TypeCount : Count
{
    public long Entities { get; set; }

    public Counts<AttributeCount> Attributes { get; } = new();
}

/// <summary>An attribute, with the types of the entities that have it.</summary>
internal sealed class AttributeCount : Count
{
    public long Instances { get; set; }

    public SortedSet<AttributeKind> Kinds { get; } = [];

    public Counts<TypeCount> Types { get; } = new();
}

/// <summary>What was counted, by name.</summary>
internal sealed class Counts<T>
    where T : Count, new()
{
    private readonly Dictionary<byte[], T> _counts = new(Utf8Comparer.Instance);

    public T Of(ReadOnlySpan<byte> name)
    {
        var found = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (found.TryGetValue(name, out var count))
            return count;
        count = new T { Name = name.ToArray() };
        _counts.Add(count.Name, count);
        return count;
    }

    /// <summary>All, in the order of their names.</summary>
    public IReadOnlyList<T> All() =>
        [.. _counts.Values.Order(Comparer<T>.Create((left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name)))];
}
