using System.Numerics;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The members of a term definition that can be read without looking at other terms.</summary>
internal static class TermMembers
{
    /// <summary>Whether a value is one of the few definitions that <c>@type</c> may have.</summary>
    public static bool IsForType(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return false;

        var members = JsonText.ReadMembers(value);
        foreach (var (key, member) in members)
        {
            var isSet = key == "@container" && ReadContainer(member, ProcessingMode.JsonLd11) == Containers.Set;
            if (!isSet && key != "@protected")
                return false;
        }

        return members.Count > 0;
    }

    public static void CheckNames(string name, Dictionary<string, JsonElement> members, ProcessingMode mode)
    {
        foreach (var key in members.Keys)
        {
            var isKnown = key switch
            {
                "@container" or "@id" or "@language" or "@reverse" or "@type" => true,
                "@context" or "@direction" or "@index" or "@nest" or "@prefix" or "@protected" => mode == ProcessingMode.JsonLd11,
                _ => false,
            };
            if (!isKnown)
                throw TermForm.Invalid($"The definition of \"{name}\" has the member \"{key}\", which is unknown.");
        }
    }

    public static void ReadProtected(FullTerm term, Dictionary<string, JsonElement> members)
    {
        if (members.TryGetValue("@protected", out var value))
            term.IsProtected = ReadBoolean(value, "@protected", JsonLdErrorCode.InvalidProtected);
    }

    public static bool ReadBoolean(JsonElement value, string key, JsonLdErrorCode code) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new JsonLdException(code, $"{key} must be true or false."),
    };

    public static void ReadContainer(FullTerm term, Dictionary<string, JsonElement> members, ProcessingMode mode)
    {
        if (!members.TryGetValue("@container", out var value) || value.ValueKind == JsonValueKind.Null)
            return;

        if (ReadContainer(value, mode) is not { } containers)
            throw new JsonLdException(JsonLdErrorCode.InvalidContainer, $"The term \"{term.Name}\" has a @container that there is not.");

        if (term.IsReverse && (containers & ~(Containers.Set | Containers.Index)) != Containers.None)
        {
            throw new JsonLdException(
                JsonLdErrorCode.InvalidReverseProperty, $"The reverse property \"{term.Name}\" can only be a set or have an index.");
        }

        term.Containers = containers;
        if ((containers & Containers.Type) == Containers.None)
            return;

        if (term.Type.IsNull)
            (term.Type, term.TypeKeyword) = (KeywordText.Of(Keyword.Id), Keyword.Id);
        else if (term.TypeKeyword is not (Keyword.Id or Keyword.Vocab))
            throw new JsonLdException(
                JsonLdErrorCode.InvalidTypeMapping, $"The values of \"{term.Name}\" are found by type and must be nodes.");
    }

    public static void ReadRest(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        if (members.TryGetValue("@language", out var language) && !members.ContainsKey("@type"))
        {
            if (language.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                throw new JsonLdException(
                    JsonLdErrorCode.InvalidLanguageMapping, $"The @language of the term \"{name}\" must be a string or null.");
            }
            term.Language = new TextMapping(true, ReadText(language));
        }

        if (members.TryGetValue("@direction", out var direction) && !members.ContainsKey("@type"))
            term.Direction = new TextMapping(true, ReadDirection(direction));

        if (members.TryGetValue("@nest", out var nest))
            term.Nest = ReadNest(nest, name);

        if (members.TryGetValue("@prefix", out var prefix))
            ReadPrefix(term, name, prefix);
    }

    /// <summary>A base direction, null for none.</summary>
    public static Utf8Slice ReadDirection(JsonElement value)
    {
        var isValid = value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.String && (value.ValueEquals("ltr"u8) || value.ValueEquals("rtl"u8)));
        return isValid
            ? ReadText(value)
            : throw new JsonLdException(JsonLdErrorCode.InvalidBaseDirection, "@direction must be \"ltr\", \"rtl\" or null.");
    }

    /// <summary>A string, null for null.</summary>
    public static Utf8Slice ReadText(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? default : Utf8Slice.Of(JsonText.Read(value, "@context"));

    private static Utf8Slice ReadNest(JsonElement nest, string name)
    {
        var text = nest.ValueKind == JsonValueKind.String ? JsonText.Read(nest, name) : "@set";
        return text == "@nest" || !Keywords.IsKeyword(text)
            ? Utf8Slice.Of(text)
            : throw new JsonLdException(JsonLdErrorCode.InvalidNest, $"The @nest of the term \"{name}\" must be @nest or a term.");
    }

    private static void ReadPrefix(FullTerm term, string name, JsonElement prefix)
    {
        if (name.AsSpan().IndexOfAny(':', '/') >= 0)
            throw TermForm.Invalid($"The term \"{name}\" contains ':' or '/' and cannot be a prefix.");

        term.IsPrefix = ReadBoolean(prefix, "@prefix", JsonLdErrorCode.InvalidPrefix);
        if (term is { IsPrefix: true, Keyword: not Keyword.None })
            throw TermForm.Invalid($"The term \"{name}\" stands for a keyword and cannot be a prefix.");
    }

    private static Containers? ReadContainer(JsonElement value, ProcessingMode mode)
    {
        if (value.ValueKind == JsonValueKind.String)
            return ReadOne(value) is { } one && (mode == ProcessingMode.JsonLd11 || one <= Containers.Language) ? one : null;

        if (value.ValueKind != JsonValueKind.Array || mode == ProcessingMode.JsonLd10)
            return null;

        var all = Containers.None;
        foreach (var item in value.EnumerateArray())
        {
            if (ReadOne(item) is not { } one || (all & one) != Containers.None)
                return null;
            all |= one;
        }

        return IsAllowed(all) ? all : null;
    }

    // A list is nothing else besides; a graph may be found by id or by index; all else in one way, and any of them may be a set.
    private static bool IsAllowed(Containers all)
    {
        var ways = all & ~Containers.Set;
        return ways switch
        {
            Containers.List => all == Containers.List,
            Containers.Graph | Containers.Id or Containers.Graph | Containers.Index => true,
            _ => all != Containers.None && BitOperations.PopCount((uint)ways) <= 1,
        };
    }

    private static Containers? ReadOne(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Find(JsonText.Read(value, "@container")) : null;

    private static Containers? Find(string name) => name switch
    {
        "@set" => Containers.Set,
        "@list" => Containers.List,
        "@index" => Containers.Index,
        "@language" => Containers.Language,
        "@graph" => Containers.Graph,
        "@id" => Containers.Id,
        "@type" => Containers.Type,
        _ => null,
    };
}
