namespace Waziup.Ngsi.JsonLd;

/// <summary>A name within a context.</summary>
internal readonly record struct NameKey(int Context, byte[] Name);

/// <summary>The same, while it is looked for.</summary>
internal readonly ref struct NameSpan(int context, ReadOnlySpan<byte> name)
{
    public int Context { get; } = context;

    public ReadOnlySpan<byte> Name { get; } = name;
}
