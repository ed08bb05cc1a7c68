using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>How many versions a set has, and a sum over all: two sets with the same are the same, whatever the order.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">The sum of the hashes.</param>
public readonly record struct Digest(long Count, ulong Sum)
{
    /// <summary>The same with one more.</summary>
    internal Digest With(Item item) => new(Count + 1, unchecked(Sum + HashOf(item)));

    /// <summary>One for each entity.</summary>
    internal static ImmutableDictionary<string, Digest> OfAll(IBroker broker) =>
        broker.Entities.ToImmutableDictionary(entity => entity, entity => broker.ItemsOf(entity).Aggregate(default(Digest), (sum, item) => sum.With(item)), StringComparer.Ordinal);

    private static ulong HashOf(Item item) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(item switch
    {
        ValueVersion version => string.Join('\0', version.Slot.Entity, version.Slot.Attribute, version.Slot.Dataset, version.Key, version.Birth.Micros, version.Birth.Node, version.Stamp.Micros, version.Stamp.Node, version.IsCurrent, Convert.ToBase64String(version.Body.Span)),
        _ => string.Join('\0', item.Entity, item.Stamp.Micros, item.Stamp.Node),
    })));
}
