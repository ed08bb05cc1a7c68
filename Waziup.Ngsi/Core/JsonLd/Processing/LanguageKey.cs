using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Languages and directions as the keys under which terms are found.</summary>
internal static class LanguageKey
{
    /// <summary>Strings that have neither.</summary>
    public static readonly Utf8Slice Null = Utf8Slice.Of("@null");

    public static readonly Utf8Slice None = KeywordText.Of(Keyword.NoneValue);

    public static readonly Utf8Slice Any = Utf8Slice.Of("@any");

    /// <summary>The key of a language with a direction, either of which may be null; of neither it is <c>@none</c>.</summary>
    public static Utf8Slice Of(Utf8Slice language, Utf8Slice direction)
    {
        if (!direction.IsNull)
            return Lower(new Utf8Slice([.. language.Span, (byte)'_', .. direction.Span]));

        return language.IsNull ? None : Lower(language);
    }

    /// <summary>The part of a key that is about the direction; null if there is none.</summary>
    public static Utf8Slice DirectionOf(Utf8Slice key) => key.Span.IndexOf((byte)'_') is >= 0 and var at ? key.From(at) : default;

    private static Utf8Slice Lower(Utf8Slice text)
    {
        if (!text.Span.ContainsAnyInRange((byte)'A', (byte)'Z'))
            return text;

        var lower = text.Span.ToArray();
        foreach (ref var letter in lower.AsSpan())
        {
            if (letter is >= (byte)'A' and <= (byte)'Z')
                letter += 'a' - 'A';
        }

        return new Utf8Slice(lower);
    }
}
