using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>The properties of a packet in the order they are written; 3.1.1 has none.</summary>
internal sealed class Properties(ImmutableArray<Property> items)
{
    public static readonly Properties None = new([]);

    public ImmutableArray<Property> Items { get; } = items;

    public static Properties Of(params ReadOnlySpan<Property> items) => items.IsEmpty ? None : new([.. items]);

    /// <summary>The value of a number; null where it is not given.</summary>
    public uint? Number(PropertyId id) => Find(id)?.Number;

    /// <summary>The value of a text; null where it is not given.</summary>
    public string? Text(PropertyId id) => Find(id)?.Text;

    private Property? Find(PropertyId id)
    {
        foreach (var item in Items)
        {
            if (item.Id == id)
                return item;
        }
        return null;
    }
}
