using System.Text;

namespace Waziup.Ngsi.JsonLd;

/// <summary>An absolute IRI: what a name of a document stands for, whatever context the document uses.</summary>
/// <remarks>Immutable and thread-safe. Two IRIs are equal when their characters are (ordinal); nothing is normalised.</remarks>
public sealed class Iri : IEquatable<Iri>
{
    private readonly byte[] _utf8;
    private readonly int _hash;

    /// <summary>Makes an IRI of its text.</summary>
    /// <param name="value">The absolute IRI. It is taken as it is; who reads input checks it before.</param>
    public Iri(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
        _utf8 = Encoding.UTF8.GetBytes(value);
        _hash = string.GetHashCode(value, StringComparison.Ordinal);
    }

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>The text in UTF-8, not escaped for JSON.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <inheritdoc />
    public bool Equals(Iri? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && string.Equals(Value, other.Value, StringComparison.Ordinal));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Iri);

    /// <inheritdoc />
    public override int GetHashCode() => _hash;

    /// <inheritdoc />
    public override string ToString() => Value;
}
