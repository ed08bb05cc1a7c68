using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query.Indexing;

/// <summary>What an index has to know of an entity, so that conditions find it.</summary>
internal static class IndexedValues
{
    /// <summary>Which values go and which come when an entity changes; null is an entity that is not there.</summary>
    public static (HashSet<IndexedValue> Gone, HashSet<IndexedValue> Added) Changes(Entity? before, Entity? after, ReadOnlySpan<byte> name)
    {
        var (gone, added) = (Of(before, name), Of(after, name));
        var both = gone.Where(added.Contains).ToList();
        gone.ExceptWith(both);
        added.ExceptWith(both);
        return (gone, added);
    }

    /// <summary>Every single value of an attribute, of all its instances; what has expired is among them.</summary>
    public static HashSet<IndexedValue> Of(Entity? entity, ReadOnlySpan<byte> name)
    {
        var values = new HashSet<IndexedValue>();
        if (entity is null)
            return values;
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (entry.ValueLength > 0 && entity.NameOf(in entry).SequenceEqual(name))
                Add(Target.Of(entry.Kind, entity.Document.AsSpan(entry.ValueStart, entry.ValueLength)), values);
        }
        return values;
    }

    /// <summary>The box around all geometries of an attribute, or null where it has none.</summary>
    public static Box? BoxOf(Entity? entity, ReadOnlySpan<byte> name)
    {
        Box? box = null;
        if (entity is null)
            return box;
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (entry.Kind != AttributeKind.GeoProperty || entry.ValueLength == 0 || !entity.NameOf(in entry).SequenceEqual(name))
                continue;
            var one = Box.Of(GeometryReader.Read(entity.Document.AsSpan(entry.ValueStart, entry.ValueLength)));
            box = box is { } other ? other.With(one) : one;
        }
        return box;
    }

    private static void Add(in Target target, HashSet<IndexedValue> values)
    {
        using var scratch = PooledBuffer.Rent(64);
        foreach (var value in new Scalars(in target))
        {
            if (value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var number))
                values.Add(new IndexedValue(number, null));
            else if (value.TokenType == JsonTokenType.String)
                values.Add(IndexedValue.Of(Utf8Json.Unescaped(in value, scratch)));
        }
    }
}
