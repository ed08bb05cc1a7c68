using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Gives a bare value of simplified input (5.6.17) the form of the attribute that it is meant for.</summary>
internal static class BareValue
{
    /// <summary>Writes the value as an instance: of the stored kind, of the kind its wrapper names, or as Property or GeoProperty.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where the value does not fit the stored kind.</exception>
    public static PooledBuffer AsInstance(
        Entity fragment, in InstanceEntry given, AttributeKind storedKind, string? lang, ReadOnlySpan<byte> stored, out AttributeKind kind)
    {
        var value = fragment.Document.AsSpan(given.ValueStart, given.ValueLength);
        var output = PooledBuffer.Rent();
        try
        {
            if (lang is not null && storedKind == AttributeKind.LanguageProperty && value[0] != '{')
            {
                kind = AttributeKind.LanguageProperty;
                OneLanguage(output, lang, value);
                return output;
            }
            kind = Wrapped(value, out var inner);
            if (kind == AttributeKind.None && storedKind is (AttributeKind.LanguageProperty or AttributeKind.VocabProperty))
                throw NgsiLdErrors.Bad(
                    $"{Patch.Show(fragment.NameOf(in given))} is a {storedKind}; wrap its value as {{\"{Patch.Show(Kinds.ValueMemberOf(storedKind))}\": …}}");
            if (kind == AttributeKind.None)
            {
                kind = storedKind != AttributeKind.None ? storedKind
                    : GeometryText.LooksLikeOne(value) ? AttributeKind.GeoProperty : AttributeKind.Property;
                inner = value;
            }
            output.Append("{\"type\":\""u8);
            output.Append(Kinds.NameOf(kind));
            output.Append("\",\""u8);
            output.Append(Kinds.ValueMemberOf(kind));
            output.Append("\":"u8);
            if (kind == AttributeKind.ListRelationship)
                Objects(output, inner);
            else
                output.Append(Checked(kind, inner, fragment, in given));
            output.Append((byte)'}');
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private static void OneLanguage(PooledBuffer output, string lang, ReadOnlySpan<byte> value)
    {
        if (!AreTexts(value))
            throw NgsiLdErrors.Bad("with the parameter lang, a LanguageProperty takes a text or an array of texts");
        output.Append("{\"type\":\"LanguageProperty\",\"languageMap\":{"u8);
        Utf8Json.AppendString(output, lang);
        output.Append((byte)':');
        output.Append(value);
        output.Append("}}"u8);
    }

    /// <summary>The wrappers that simplified output uses: languageMap, vocab, json.</summary>
    private static AttributeKind Wrapped(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> inner)
    {
        inner = default;
        if (value[0] != '{')
            return AttributeKind.None;
        using var members = MemberSlots.OfChecked(value);
        if (members.Count != 1 || members.All[0].Member is not (Member.LanguageMap or Member.Vocab or Member.Json))
            return AttributeKind.None;
        inner = BodyJson.ValueOf(value, in members.All[0]);
        return Kinds.OfMember(members.All[0].Member);
    }

    private static ReadOnlySpan<byte> Checked(AttributeKind kind, ReadOnlySpan<byte> value, Entity fragment, in InstanceEntry given)
    {
        var fits = kind switch
        {
            AttributeKind.Property => true,
            AttributeKind.GeoProperty => GeometryText.Complain(value) is null,
            AttributeKind.Relationship => AreUris(value),
            AttributeKind.ListProperty => value[0] == '[',
            AttributeKind.JsonProperty => value[0] is (byte)'{' or (byte)'[',
            _ => true, // LanguageProperty and VocabProperty came wrapped, and were checked when they were read
        };
        return fits ? value : throw NgsiLdErrors.Bad($"the value does not fit {Patch.Show(fragment.NameOf(in given))}, which is a {kind}");
    }

    private static bool AreTexts(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return true;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool AreUris(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        var any = false;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray && reader.CurrentDepth == 0)
                continue;
            if (reader.TokenType != JsonTokenType.String || !UriText.IsAbsolute(reader.ValueSpan))
                return false;
            any = true;
        }
        return any;
    }

    private static void Objects(PooledBuffer output, ReadOnlySpan<byte> value)
    {
        if (value[0] != '[' || (value.Length > 2 && !AreUris(value)))
            throw NgsiLdErrors.Bad("a ListRelationship takes an array of URIs");
        var reader = new Utf8JsonReader(value);
        reader.Read();
        output.Append((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType == JsonTokenType.String; first = false)
        {
            output.Append(first ? "{\"object\":"u8 : ",{\"object\":"u8);
            Utf8Json.CopyString(in reader, output);
            output.Append((byte)'}');
        }
        output.Append((byte)']');
    }
}
