using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Reads what a source tells of types and attributes (5.2.24 to 5.2.28); what cannot be read is passed over.</summary>
internal static class RemoteCounts
{
    /// <param name="tally">Takes it.</param>
    /// <param name="answer">A list of names, an array of documents, or one document.</param>
    /// <param name="terms">The @context of its names.</param>
    /// <param name="match">The source: what it tells beyond its registration counts for nothing.</param>
    public static void Add(Tally tally, JsonElement answer, ActiveContext terms, SourceMatch match)
    {
        foreach (var one in answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray().ToArray() : [answer])
        {
            if (one.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var type in Names(one, "typeList", terms).Where(match.HasType))
                tally.Type(type.Utf8);
            foreach (var attribute in Names(one, "attributeList", terms).Where(match.Has))
                tally.Attribute(attribute.Utf8);
            if (Name(one, "typeName", terms) is { } typeName && match.HasType(typeName))
                AddType(tally.Type(typeName.Utf8), one, terms, match);
            else if (Name(one, "attributeName", terms) is { } attributeName && match.Has(attributeName))
                AddAttribute(tally.Attribute(attributeName.Utf8), one, terms, match);
        }
    }

    private static void AddType(TypeCount type, JsonElement from, ActiveContext terms, SourceMatch match)
    {
        type.Entities += Number(from, "entityCount");
        foreach (var attribute in Names(from, "attributeNames", terms).Where(match.Has))
            type.Attributes.Of(attribute.Utf8);
        if (!from.TryGetProperty("attributeDetails", out var details) || details.ValueKind != JsonValueKind.Array)
            return;
        foreach (var one in details.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
        {
            if (Name(one, "attributeName", terms) is { } attribute && match.Has(attribute))
                AddKinds(type.Attributes.Of(attribute.Utf8), one);
        }
    }

    private static void AddAttribute(AttributeCount attribute, JsonElement from, ActiveContext terms, SourceMatch match)
    {
        attribute.Instances += Number(from, "attributeCount");
        AddKinds(attribute, from);
        foreach (var type in Names(from, "typeNames", terms).Where(match.HasType))
            attribute.Types.Of(type.Utf8);
    }

    private static void AddKinds(AttributeCount attribute, JsonElement from)
    {
        foreach (var name in Texts(from, "attributeTypes"))
        {
            if (Kinds.Parse(Encoding.UTF8.GetBytes(name)) is var kind and not AttributeKind.None)
                attribute.Kinds.Add(kind);
        }
    }

    private static Iri? Name(JsonElement from, string member, ActiveContext terms) =>
        from.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && terms.TryExpand(Encoding.UTF8.GetBytes(value.GetString()!), out var name)
            ? name : null;

    private static IEnumerable<Iri> Names(JsonElement from, string member, ActiveContext terms)
    {
        foreach (var text in Texts(from, member))
        {
            if (terms.TryExpand(Encoding.UTF8.GetBytes(text), out var name))
                yield return name;
        }
    }

    private static string[] Texts(JsonElement from, string member) => from.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)] : [];

    private static long Number(JsonElement from, string member) =>
        from.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
