namespace Waziup.Ngsi.Query.Indexing;

/// <summary>A value as an index has it: a number, or the beginning of a text. Numbers come before texts, texts are ordered by their bytes.</summary>
/// <param name="Number">The number; of a text, nothing.</param>
/// <param name="Text">The first bytes of the text in UTF-8; null for a number.</param>
internal readonly record struct IndexedValue(double Number, byte[]? Text) : IEquatable<IndexedValue>
{
    /// <summary>As much of a text as is kept: what is equal or before as a whole is equal or before in its beginning.</summary>
    public const int MostBytes = 48;

    public static IndexedValue Of(ReadOnlySpan<byte> text) => new(0, text[..Math.Min(text.Length, MostBytes)].ToArray());

    public bool Equals(IndexedValue other) => Text is null
        ? other.Text is null && Number.Equals(other.Number)
        : other.Text is not null && Text.AsSpan().SequenceEqual(other.Text);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Number);
        hash.AddBytes(Text);
        return hash.ToHashCode();
    }
}
