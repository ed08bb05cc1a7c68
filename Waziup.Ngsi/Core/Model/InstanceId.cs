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

    /// <summary>What the ids of all rows of an attribute with one datasetId have in common.</summary>
    public static ulong Series(EntityId entity, string name, string? dataset)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{entity.Value}\n{name}\n{dataset}"), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    public static string Of(ulong series, Instant at, Instant createdAt)
    {
        // Spreads the time over all bits (splitmix64): a row that takes the place of one that was moved has another id.
        var mixed = series + unchecked((ulong)createdAt.Micros * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{at.Micros:x16}{mixed ^ (mixed >> 31):x16}");
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
