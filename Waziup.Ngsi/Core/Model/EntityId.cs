using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>The id of an entity: an absolute URI or IRI, compared character by character (4.6.1).</summary>
public readonly record struct EntityId
{
    // A character takes three bytes of UTF-8 at most.
    private const int OnStack = 128;

    private readonly string? _value;

    private EntityId(string value) => _value = value;

    /// <summary>The URI.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether there is no id at all.</summary>
    public bool IsNone => _value is null;

    /// <summary>Accepts absolute URIs without white space, invisible or illegal characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntityId id)
    {
        id = default;
        if (text is null || text.Length > UriText.MaxLength)
            return false;
        Span<byte> utf8 = text.Length <= OnStack ? stackalloc byte[3 * OnStack] : new byte[Encoding.UTF8.GetByteCount(text)];
        if (!UriText.IsAbsolute(utf8[..Encoding.UTF8.GetBytes(text, utf8)]))
            return false;
        id = new EntityId(text);
        return true;
    }

    /// <inheritdoc cref="TryParse(string?, out EntityId)"/>
    internal static bool TryParse(ReadOnlySpan<byte> utf8, out EntityId id)
    {
        id = default;
        if (!UriText.IsAbsolute(utf8))
            return false;
        id = new EntityId(Encoding.UTF8.GetString(utf8));
        return true;
    }

    /// <summary>For ids that come from a store, which were checked when they came in.</summary>
    internal static EntityId Trusted(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
