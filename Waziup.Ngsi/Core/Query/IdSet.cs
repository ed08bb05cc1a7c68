using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Many ids, of which it is asked whether one is among them. Of each the first 16 bytes of its SHA-256 are kept: a hundred thousand take 1.6 MB.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class IdSet
{
    private const int Size = 16;
    private const int OnStack = 512;

    private readonly UInt128[] _sorted;

    private IdSet(UInt128[] sorted) => _sorted = sorted;

    /// <summary>The ids with these hashes.</summary>
    public static IdSet Of(IEnumerable<UInt128> hashes)
    {
        var sorted = hashes.Distinct().ToArray();
        Array.Sort(sorted);
        return new IdSet(sorted);
    }

    /// <summary>The ids that were written by <see cref="ToBytes"/>.</summary>
    public static IdSet Read(ReadOnlySpan<byte> bytes)
    {
        var hashes = new UInt128[bytes.Length / Size];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(i * Size)..]);
        return Of(hashes);
    }

    /// <summary>Whether the id is one of them.</summary>
    public bool Contains(EntityId id) => Array.BinarySearch(_sorted, HashOf(id)) >= 0;

    /// <summary>The hashes in their order, which tells nothing of that of the entities.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_sorted.Length * Size];
        for (var i = 0; i < _sorted.Length; i++)
            BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(i * Size), _sorted[i]);
        return bytes;
    }

    /// <summary>What is kept of an id.</summary>
    public static UInt128 HashOf(EntityId id)
    {
        Span<byte> utf8 = id.Value.Length * 3 <= OnStack ? stackalloc byte[OnStack] : new byte[Encoding.UTF8.GetByteCount(id.Value)];
        return HashOf(utf8[..Encoding.UTF8.GetBytes(id.Value, utf8)]);
    }

    /// <summary>The same of any text.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
