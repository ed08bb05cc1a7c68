using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Waziup.Ngsi.Model;

/// <summary>Checks of a body's text as a whole, before and beside its members.</summary>
internal static class BodyText
{
    /// <summary>A JSON reader lets bytes that are no UTF-8, and halves of surrogate pairs, pass until somebody asks for the text.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest for the former (RFC 8259), BadRequestData for the latter.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new NgsiLdException(NgsiLdErrors.InvalidRequest("the body is not UTF-8"));
        if (HasHalfPair(json))
            throw NgsiLdErrors.Bad("a text holds half of a surrogate pair");
    }

    /// <summary>Whether a \u escape names one half of a surrogate pair and the other half is not beside it.</summary>
    public static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf((byte)'\\') is var at and >= 0 && at + 1 < json.Length)
        {
            var unit = UnitAt(json[at..]);
            json = json[(at + 2)..];
            if (unit is < 0xD800 or > 0xDFFF)
                continue;
            if (unit >= 0xDC00 || json.Length < 10 || UnitAt(json[4..]) is < 0xDC00 or > 0xDFFF)
                return true;
            json = json[10..];
        }
        return false;
    }

    /// <summary>Refuses what must not be inside a value: a @context (5.5.7), and NGSI-LD Null where nothing can be deleted by it (5.5.4).</summary>
    /// <remarks>Merging deletes members of objects; arrays are replaced whole, so a Null in one would have to be stored.</remarks>
    public static void RefuseForeign(ReadOnlySpan<byte> json, NullRule nulls)
    {
        if (json.IndexOf(UriText.Null) < 0 && json.IndexOf("\"@context\""u8) < 0)
            return;
        var reader = new Utf8JsonReader(json);
        var arrays = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    arrays++;
                    break;
                case JsonTokenType.EndArray:
                    arrays--;
                    break;
                case JsonTokenType.PropertyName when reader.ValueTextEquals("@context"u8):
                    throw NgsiLdErrors.Bad("a @context may stand at the top of a body alone");
                case JsonTokenType.String when (nulls != NullRule.DeletesAnything || arrays > 0) && reader.ValueTextEquals(UriText.Null):
                    throw NgsiLdErrors.Bad("a value holds \"urn:ngsi-ld:null\", which is not allowed here");
                default:
                    break;
            }
        }
    }

    /// <summary>The code unit of the \uXXXX that the text begins with, or -1.</summary>
    private static int UnitAt(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && escape[0] == '\\' && escape[1] == 'u'
            && Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out var used, 'X') && used == 4 ? unit : -1;
}
