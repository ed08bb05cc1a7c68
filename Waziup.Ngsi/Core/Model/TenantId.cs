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

    // Stands before the key of a snapshot; no client can name such a tenant.
    private const char Mark = '.';

    /// <summary>The hidden tenant that holds the data of a snapshot of this one (5.16).</summary>
    internal TenantId Snapshot(string key) => new($"{Value}{Mark}{key}");

    /// <summary>Whether it holds the data of a snapshot.</summary>
    internal bool IsSnapshot => Value.Contains(Mark, StringComparison.Ordinal);

    /// <summary>The tenant whose snapshot it holds; itself where it holds none.</summary>
    internal TenantId Origin => Value.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var mark ? mark == 0 ? default : new(Value[..mark]) : this;

    /// <summary>A name that was stored, hidden ones among them.</summary>
    internal static bool TryParseStored(string text, out TenantId tenant)
    {
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
            return TryParse(text, out tenant);
        tenant = new TenantId(text);
        return TryParse(text[..mark], out _) && text.Length > mark + 1 && text.AsSpan(mark + 1).IndexOfAnyExcept(Allowed) < 0;
    }

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
