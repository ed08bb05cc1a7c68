using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Finds the @context of a body (6.3.5).</summary>
internal static class BodyContext
{
    /// <summary>The JSON of the top-level @context member; empty if there is none.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest where the body is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (EntityReader.FirstToken(body.Span) != JsonTokenType.StartObject)
            {
                EntityReader.CheckJson(body.Span);
                throw new NgsiLdException(NgsiLdErrors.InvalidRequest("one JSON object is expected as body"));
            }
            using var members = MemberSlots.Of(body.Span, EntityReader.MaxDepth);
            var at = members.Find(Member.Context);
            return at < 0 ? default : body.Slice(members.All[at].ValueStart, members.All[at].ValueLength);
        }
        catch (JsonException broken)
        {
            throw EntityReader.NotJson(broken);
        }
    }

    /// <summary>Reads the whole body: what is no JSON is told before a @context that cannot be had.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest where the body is no JSON.</exception>
    public static void CheckJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EntityReader.MaxDepth + 1 });
            while (reader.Read())
            {
            }
        }
        catch (JsonException broken)
        {
            throw EntityReader.NotJson(broken);
        }
    }
}
