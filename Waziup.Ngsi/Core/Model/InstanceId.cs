using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The instanceId of a row of the history (4.5.6): it follows from the row's key and from when it came into being, so every node gives the same one.</summary>
/// <remarks>The time of the key, then a digest of entity, attribute, datasetId and createdAt; both as 16 hexadecimal digits.</remarks>
internal static class InstanceId
{
    private const string Prefix = "urn:ngsi-ld:Instance:";

    private static readonly byte[] Utf8Prefix = Encoding.ASCII.GetBytes(Prefix);

    /// <summary>What the ids of all rows of an attribute with one datasetId have in common.</summary>
    public static ulong Series(EntityId entity, string name, string? dataset)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{entity.Value}\n{name}\n{dataset}"), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    /// <summary>The id of a row.</summary>
    public static string Of(ulong series, Instant at, Instant createdAt)
    {
        using var id = PooledBuffer.Rent();
        Append(id, series, at, createdAt);
        return Encoding.ASCII.GetString(id.Written);
    }

    /// <summary>Writes the id of a row.</summary>
    public static void Append(PooledBuffer output, ulong series, Instant at, Instant createdAt)
    {
        // Spreads the time over all bits (splitmix64): a row that takes the place of one that was moved has another id.
        var mixed = series + unchecked((ulong)createdAt.Micros * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        Span<byte> both = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(both, at.Micros);
        BinaryPrimitives.WriteUInt64BigEndian(both[8..], mixed ^ (mixed >> 31));
        output.Append(Utf8Prefix);
        Convert.TryToHexStringLower(both, output.GetSpan(32), out var written);
        output.Advance(written);
    }

    /// <summary>Reads the time of the key out of an id.</summary>
    /// <returns>False where the id was not made here.</returns>
    public static bool TryParse(string id, out Instant at)
    {
        at = Instant.None;
        if (id.Length != Prefix.Length + 32 || !id.StartsWith(Prefix, StringComparison.Ordinal)
            || !long.TryParse(id.AsSpan(Prefix.Length, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var micros))
            return false;
        at = new Instant(micros);
        return true;
    }
}
