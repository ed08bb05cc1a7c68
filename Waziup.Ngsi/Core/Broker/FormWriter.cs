using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker;

/// <summary>Writes parts of the stored forms of subscriptions, registrations and their like, with names compacted.</summary>
internal static class FormWriter
{
    public static void Member(PooledBuffer output, string name, JsonNode value)
    {
        Utf8Json.AppendString(output, name);
        output.Append((byte)':');
        using (var writer = new Utf8JsonWriter(output, Utf8Json.Relaxed))
            value.WriteTo(writer);
        output.Append((byte)',');
    }

    /// <summary>The @context, where it stands in the body, and the end.</summary>
    public static void End(PooledBuffer output, ActiveContext terms, bool contextInBody)
    {
        if (contextInBody)
        {
            output.Append("\"@context\":"u8);
            output.Append(terms.Source.Span);
        }
        output.Close((byte)'}');
    }

    /// <summary>A copy of an object in which the value of a member, a name or several, is compacted.</summary>
    public static JsonObject With(JsonObject from, string name, ActiveContext terms)
    {
        var copy = from.DeepClone().AsObject();
        if (copy[name] is { } named)
            copy[name] = Names(named, terms);
        return copy;
    }

    /// <summary>A name, or a list of them, compacted.</summary>
    public static JsonNode Names(JsonNode node, ActiveContext terms) => node is JsonArray many
        ? new JsonArray([.. many.Select(one => (JsonNode)NameList.Compact(one!.GetValue<string>(), terms))]) : NameList.Compact(node.GetValue<string>(), terms);
}
