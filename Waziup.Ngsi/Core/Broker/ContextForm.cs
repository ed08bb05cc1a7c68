using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Whether JSON may be a @context: a URL, an object, or an array of them (5.13.2).</summary>
internal static class ContextForm
{
    /// <exception cref="NgsiLdException">BadRequestData where it may not.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Item(ref reader);
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            Item(ref reader);
    }

    private static void Item(ref Utf8JsonReader reader)
    {
        var isGood = reader.TokenType == JsonTokenType.StartObject
            || (reader.TokenType == JsonTokenType.String && Uri.TryCreate(reader.GetString(), UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https");
        if (!isGood)
            throw NgsiLdErrors.Bad("a @context is an http(s) URL, an object, or an array of these");
        reader.Skip();
    }
}
