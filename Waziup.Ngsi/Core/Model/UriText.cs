using System.Buffers;
using System.Globalization;
using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>Which texts are URIs, and which are names (4.6.1, 4.6.2).</summary>
internal static class UriText
{
    public const int MaxLength = 4096;

    /// <summary>The marker that deletes what it stands for (4.5.0).</summary>
    public static ReadOnlySpan<byte> Null => "urn:ngsi-ld:null"u8;

    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"u8);

    private static readonly SearchValues<byte> SchemeTail = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    /// <summary>Whether the text is an absolute URI or IRI: scheme, colon, something; no invisible or illegal character.</summary>
    public static bool IsAbsolute(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 1 || colon == text.Length - 1 || text.Length > MaxLength)
            return false;
        if (!char.IsAsciiLetter((char)text[0]) || text[1..colon].IndexOfAnyExcept(SchemeTail) >= 0)
            return false;
        var odd = text[colon..].IndexOfAnyExcept(Plain);
        return odd < 0 || IsLegal(text[(colon + odd)..]);
    }

    /// <summary>Whether the text is a short name: a letter, then letters, digits, underscores (4.6.2).</summary>
    public static bool IsName(ReadOnlySpan<byte> text)
    {
        var first = true;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done)
                return false;
            if (!IsNamePart(rune, first))
                return false;
            first = false;
            text = text[length..];
        }
        return !first;
    }

    /// <summary>Whether the text may stand where a type or attribute is named: short name, prefixed name or IRI.</summary>
    public static bool IsTerm(ReadOnlySpan<byte> text) => IsName(text) || IsAbsolute(text);

    private static bool IsNamePart(Rune rune, bool first)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetter((char)rune.Value) || (!first && (char.IsAsciiDigit((char)rune.Value) || rune.Value == '_'));
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => !IsFiller(rune.Value),
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => !first,
            _ => false,
        };
    }

    private static bool IsLegal(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done || !IsLegal(rune))
                return false;
            text = text[length..];
        }
        return true;
    }

    private static bool IsLegal(Rune rune)
    {
        if (rune.IsAscii)
            return Plain.Contains((byte)rune.Value);
        if (IsFiller(rune.Value))
            return false;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
    }

    /// <summary>Characters that look like nothing: fillers, variation selectors, the blank Braille pattern, the grapheme joiner.</summary>
    private static bool IsFiller(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFFD) or (>= 0xE0000 and <= 0xE0FFF);
}
