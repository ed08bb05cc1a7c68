namespace Waziup.Ngsi.Model;

/// <summary>The table of attribute kinds: how each is called and in which member its value stands.</summary>
internal static class Kinds
{
    private static readonly byte[][] Names =
    [
        [], [.. "Property"u8], [.. "GeoProperty"u8], [.. "Relationship"u8], [.. "LanguageProperty"u8],
        [.. "VocabProperty"u8], [.. "ListProperty"u8], [.. "ListRelationship"u8], [.. "JsonProperty"u8],
    ];

    private static readonly byte[][] ValueMembers =
    [
        [], [.. "value"u8], [.. "value"u8], [.. "object"u8], [.. "languageMap"u8],
        [.. "vocab"u8], [.. "valueList"u8], [.. "objectList"u8], [.. "json"u8],
    ];

    public static ReadOnlySpan<byte> NameOf(AttributeKind kind) => Names[(int)kind];

    public static ReadOnlySpan<byte> ValueMemberOf(AttributeKind kind) => ValueMembers[(int)kind];

    public static bool IsRelation(AttributeKind kind) => kind is AttributeKind.Relationship or AttributeKind.ListRelationship;

    /// <summary>The kind of the given name: short, prefixed or as IRI.</summary>
    public static AttributeKind Parse(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith(Core.NgsiLd))
            name = name[Core.NgsiLd.Length..];
        else if (name.StartsWith("ngsi-ld:"u8))
            name = name["ngsi-ld:"u8.Length..];
        for (var i = 1; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
                return (AttributeKind)i;
        }
        return AttributeKind.None;
    }

    /// <summary>The kind whose value stands in this member; GeoProperty shares its member with Property.</summary>
    public static AttributeKind OfMember(Member member) => member switch
    {
        Member.Value => AttributeKind.Property,
        Member.Object => AttributeKind.Relationship,
        Member.LanguageMap => AttributeKind.LanguageProperty,
        Member.Vocab => AttributeKind.VocabProperty,
        Member.ValueList => AttributeKind.ListProperty,
        Member.ObjectList => AttributeKind.ListRelationship,
        Member.Json => AttributeKind.JsonProperty,
        _ => AttributeKind.None,
    };
}
