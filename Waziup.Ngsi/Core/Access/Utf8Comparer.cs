using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Access;

/// <summary>Compares names byte by byte, so that they are found without being made texts.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Names differ in their length and towards their end. Nobody but who writes rules decides which names are compared with others.
        var end = alternate.Length > 16 ? alternate[^16..] : alternate;
        Span<ulong> words = [0, 0];
        end.CopyTo(MemoryMarshal.AsBytes(words));
        return HashCode.Combine(alternate.Length, words[0], words[1]);
    }
}
