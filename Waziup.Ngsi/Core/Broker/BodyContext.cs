using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Finds the @context of a body (6.3.5).</summary>
internal static class BodyContext
{
    /// <summary>The JSON of the top-level @context member; empty if there is none.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest where the body is no JSON object, BadRequestData where its text is none.</exception>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            BodyText.Check(body.Span);
            if (BodyJson.FirstToken(body.Span) != JsonTokenType.StartObject)
            {
                BodyJson.Check(body.Span);
                throw new NgsiLdException(NgsiLdErrors.InvalidRequest("one JSON object is expected as body"));
            }
            using var members = MemberSlots.Of(body.Span, BodyJson.MaxDepth);
            var at = members.Find(Member.Context);
            return at < 0 ? default : body.Slice(members.All[at].ValueStart, members.All[at].ValueLength);
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
    }

    /// <summary>Reads the whole body: what is no JSON is told before a @context that cannot be had.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest where the body is no JSON.</exception>
    public static void CheckJson(ReadOnlySpan<byte> body)
    {
        try
        {
            BodyJson.Check(body);
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
    }
}
