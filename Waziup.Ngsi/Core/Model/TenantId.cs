namespace Waziup.Ngsi.Model;

/// <summary>A tenant's name (4.14); the default tenant has the empty one.</summary>
public readonly record struct TenantId
{
    private const int MaxLength = 64;
    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>The tenant of requests that name none.</summary>
    public static TenantId Default => default;

    /// <summary>The name; empty for the default tenant.</summary>
    public string Value => _value ?? "";

    /// <summary>Accepts 1 to 64 characters of <c>[A-Za-z0-9_-]</c>; the empty text is the default tenant.</summary>
    public static bool TryParse(string? text, out TenantId tenant)
    {
        tenant = default;
        if (string.IsNullOrEmpty(text))
            return true;
        if (text.Length > MaxLength || text.AsSpan().IndexOfAnyExcept(Allowed) >= 0)
            return false;
        tenant = new TenantId(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
}
