using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>Bits that nobody can tell from those of coins without the key, and that are the same ones each time for a key and a context: on every node, on every machine.</summary>
/// <remarks>
/// <para>Block <c>i</c> is HMAC-SHA256(key, context ‖ i), <c>i</c> in 8 bytes from 0, the most significant first; so are the bits of a byte.</para>
/// <para>Not thread-safe: each draw has its own.</para>
/// </remarks>
/// <param name="key">32 bytes.</param>
/// <param name="context">What is drawn for. No context begins with another one.</param>
internal sealed class RandomBits(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
{
    // How long a draw takes would tell something of it, above all if it is repeated: most draws need less than this.
    private const int BlocksAtOnce = 4;
    private const int CounterLength = 8;

    private readonly byte[] _key = key.ToArray();
    private readonly byte[] _message = [.. context, .. new byte[CounterLength]];
    private readonly byte[] _bytes = new byte[BlocksAtOnce * HMACSHA256.HashSizeInBytes];
    private ulong _blocks;
    private int _taken = BlocksAtOnce * HMACSHA256.HashSizeInBits;

    /// <summary>The next bit, 0 or 1.</summary>
    public int Next()
    {
        if (_taken == _bytes.Length * 8)
            Fill();
        var bit = (_bytes[_taken / 8] >> (7 - (_taken % 8))) & 1;
        _taken++;
        return bit;
    }

    /// <summary>A number from 0, each with the same chance: as many bits as the largest has, again until it is one of them.</summary>
    /// <param name="bound">Above the largest one; 1 takes no bits.</param>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var length = 64 - (int)ulong.LeadingZeroCount(bound - 1);
        while (true)
        {
            var number = 0UL;
            for (var i = 0; i < length; i++)
                number = (number << 1) | (uint)Next();
            if (number < bound)
                return number;
        }
    }

    private void Fill()
    {
        for (var i = 0; i < BlocksAtOnce; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_message.AsSpan(_message.Length - CounterLength), _blocks++);
            HMACSHA256.HashData(_key, _message, _bytes.AsSpan(i * HMACSHA256.HashSizeInBytes));
        }
        _taken = 0;
    }
}
