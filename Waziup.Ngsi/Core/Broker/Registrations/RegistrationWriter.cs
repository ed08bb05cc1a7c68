using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Writes a registration as it is served: names compacted, with what has become of the requests to its source.</summary>
internal static class RegistrationWriter
{
    /// <param name="output">Takes it.</param>
    /// <param name="stored">The registration.</param>
    /// <param name="state">How its source has done; null where that is not wanted.</param>
    /// <param name="terms">Compacts names.</param>
    /// <param name="systemTimes">Whether createdAt and modifiedAt are shown.</param>
    /// <param name="contextInBody">Whether the @context stands in it.</param>
    public static void Write(
        PooledBuffer output, StoredRegistration stored, SourceState? state, ActiveContext terms, bool systemTimes, bool contextInBody)
    {
        output.Append((byte)'{');
        foreach (var (name, node) in stored.Form)
            FormWriter.Member(output, name.Contains(':', StringComparison.Ordinal) ? terms.Compact(name) : name, name == "information" ? Information(node!, terms) : node!);
        state?.Write(output);
        if (systemTimes)
        {
            stored.CreatedAt.AppendMember(output, "\"createdAt\":"u8);
            stored.ModifiedAt.AppendMember(output, "\"modifiedAt\":"u8);
        }
        FormWriter.End(output, terms, contextInBody);
    }

    private static JsonArray Information(JsonNode information, ActiveContext terms) => new([.. information.AsArray().Select(one => One(one!.AsObject(), terms))]);

    private static JsonNode One(JsonObject information, ActiveContext terms)
    {
        var shown = new JsonObject();
        foreach (var (name, node) in information)
        {
            shown[name] = name == "entities"
                ? new JsonArray([.. node!.AsArray().Select(entity => FormWriter.With(entity!.AsObject(), "type", terms))]) : FormWriter.Names(node!, terms);
        }
        return shown;
    }
}
