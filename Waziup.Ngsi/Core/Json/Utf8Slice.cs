using System.Text;

namespace Waziup.Ngsi.Json;

/// <summary>Text as a part of a byte array: UTF-8, without JSON escapes. It does not own the array.</summary>
internal readonly struct Utf8Slice : IEquatable<Utf8Slice>
{
    private readonly byte[]? _bytes;
    private readonly int _start;

    public Utf8Slice(byte[] bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    public Utf8Slice(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        _start = start;
        Length = length;
    }

    public int Length { get; }

    /// <summary>There is no text, which is something else than an empty one.</summary>
    public bool IsNull => _bytes is null;

    public ReadOnlySpan<byte> Span => new(_bytes, _start, Length);

    public static Utf8Slice Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public static Utf8Slice Of(ReadOnlySpan<byte> text) => new(text.ToArray());

    public static Utf8Slice Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var joined = new byte[first.Length + second.Length];
        first.CopyTo(joined);
        second.CopyTo(joined.AsSpan(first.Length));
        return new Utf8Slice(joined);
    }

    public Utf8Slice From(int start) => new(_bytes!, _start + start, Length - start);

    public Utf8Slice To(int length) => new(_bytes!, _start, length);

    public bool Equals(Utf8Slice other) =>
        Length == other.Length && IsNull == other.IsNull
        && ((ReferenceEquals(_bytes, other._bytes) && _start == other._start) || Span.SequenceEqual(other.Span));

    public override bool Equals(object? obj) => obj is Utf8Slice other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Span);
}
