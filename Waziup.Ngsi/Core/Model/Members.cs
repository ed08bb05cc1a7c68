using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>Recognises the standard's own members, short or as IRI.</summary>
internal static class Members
{
    private static readonly (byte[] Name, Member Member)[][] Buckets = Spread(new Dictionary<string, Member>(StringComparer.Ordinal)
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
    });

    /// <summary>What a member of this name means; the name is as the client wrote it.</summary>
    public static Member Of(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith(Core.NgsiLd))
            name = name[Core.NgsiLd.Length..];
        else if (name.StartsWith("has"u8))
            return Member.Attribute;
        if (name.IsEmpty)
            return Member.Attribute;
        foreach (var (known, member) in Buckets[BucketOf(name)])
        {
            if (name.SequenceEqual(known))
                return member;
        }
        return Member.Attribute;
    }

    /// <summary>Whether an attribute may be called so: no core term may, but <c>vocab</c>, which stands in attributes only, is in use as a name.</summary>
    public static bool MayNameAttribute(ReadOnlySpan<byte> name) => Of(name) is Member.Attribute or Member.Vocab;

    /// <summary>The name as text for messages, cut where it is unreasonably long.</summary>
    public static string Show(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.Length <= 200 ? name : name[..200]);

    // Every name of every body is looked up here: by its length and its ends, most are alone in their bucket.
    private static int BucketOf(ReadOnlySpan<byte> name) => ((name.Length * 11) + (name[0] * 3) + name[^1]) & 127;

    private static (byte[] Name, Member Member)[][] Spread(Dictionary<string, Member> table)
    {
        var entries = table.Select(pair => (Name: Encoding.UTF8.GetBytes(pair.Key), Member: pair.Value)).ToLookup(entry => BucketOf(entry.Name));
        return [.. Enumerable.Range(0, 128).Select(bucket => entries[bucket].ToArray())];
    }
}
