using System.Text;

namespace Waziup.Ngsi.Query;

/// <summary>How texts are ordered (4.23.3): by code points, or by the rules of a language.</summary>
internal abstract class TextOrder
{
    /// <summary>By code points, which is the order of UTF-8 bytes.</summary>
    public static TextOrder CodePoints { get; } = new ByCodePoints();

    public abstract int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

    private sealed class ByCodePoints : TextOrder
    {
        public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);
    }
}
