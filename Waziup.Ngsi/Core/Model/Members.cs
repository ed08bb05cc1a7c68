using System.Collections.Frozen;
using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>Recognises the standard's own members, short or as IRI.</summary>
internal static class Members
{
    private static readonly FrozenDictionary<string, Member> Table = new Dictionary<string, Member>(StringComparer.Ordinal)
    {
        ["id"] = Member.Id,
        ["@id"] = Member.Id,
        ["type"] = Member.Type,
        ["@type"] = Member.Type,
        ["scope"] = Member.Scope,
        ["@context"] = Member.Context,
        ["value"] = Member.Value,
        ["hasValue"] = Member.Value,
        ["object"] = Member.Object,
        ["hasObject"] = Member.Object,
        ["languageMap"] = Member.LanguageMap,
        ["hasLanguageMap"] = Member.LanguageMap,
        ["vocab"] = Member.Vocab,
        ["hasVocab"] = Member.Vocab,
        ["valueList"] = Member.ValueList,
        ["hasValueList"] = Member.ValueList,
        ["objectList"] = Member.ObjectList,
        ["hasObjectList"] = Member.ObjectList,
        ["json"] = Member.Json,
        ["hasJSON"] = Member.Json,
        ["datasetId"] = Member.DatasetId,
        ["unitCode"] = Member.UnitCode,
        ["observedAt"] = Member.ObservedAt,
        ["expiresAt"] = Member.ExpiresAt,
        ["valueType"] = Member.ValueType,
        ["hasValueType"] = Member.ValueType,
        ["objectType"] = Member.ObjectType,
        ["hasObjectType"] = Member.ObjectType,
        ["createdAt"] = Member.Output,
        ["modifiedAt"] = Member.Output,
        ["deletedAt"] = Member.Output,
        ["instanceId"] = Member.Output,
        ["previousValue"] = Member.Foreign,
        ["previousObject"] = Member.Foreign,
        ["previousLanguageMap"] = Member.Foreign,
        ["previousVocab"] = Member.Foreign,
        ["previousJson"] = Member.Foreign,
        ["previousValueList"] = Member.Foreign,
        ["previousObjectList"] = Member.Foreign,
        ["entity"] = Member.Foreign,
        ["entityList"] = Member.Foreign,
        ["lang"] = Member.Foreign,
        ["entityIdSealed"] = Member.Sealed,
        ["entityTypeSealed"] = Member.SealedType,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Member>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Table.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int Longest = Table.Keys.Max(key => key.Length);

    /// <summary>What a member of this name means; the name is as the client wrote it.</summary>
    public static Member Of(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith(Core.NgsiLd))
            name = name[Core.NgsiLd.Length..];
        else if (name.StartsWith("has"u8))
            return Member.Attribute;
        if (name.IsEmpty || name.Length > Longest)
            return Member.Attribute;
        Span<char> text = stackalloc char[name.Length];
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsAscii((char)name[i]))
                return Member.Attribute;
            text[i] = (char)name[i];
        }
        return Lookup.TryGetValue(text, out var member) ? member : Member.Attribute;
    }

    /// <summary>Whether an attribute may be called so: no core term may, but <c>vocab</c>, which stands in attributes only, is in use as a name.</summary>
    public static bool MayNameAttribute(ReadOnlySpan<byte> name) => Of(name) is Member.Attribute or Member.Vocab;

    /// <summary>The name as text for messages, cut where it is unreasonably long.</summary>
    public static string Show(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.Length <= 200 ? name : name[..200]);
}
