using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A place in the text of a parameter that is being read.</summary>
/// <param name="what">The parameter, for messages.</param>
/// <param name="text">Its value.</param>
internal sealed class Scanner(string what, string text)
{
    private const int MaxDepth = 32;

    private int _depth;

    /// <summary>How many characters are behind it.</summary>
    public int Position { get; set; }

    public bool IsAtEnd => Position == text.Length;

    public string What => what;

    /// <summary>What is before it.</summary>
    public ReadOnlySpan<char> Rest => text.AsSpan(Position);

    public bool At(char expected) => !IsAtEnd && text[Position] == expected;

    /// <summary>Goes past a character, if it is there.</summary>
    public bool Take(char expected)
    {
        if (!At(expected))
            return false;
        Position++;
        return true;
    }

    /// <summary>Goes past some characters, if they are there.</summary>
    public bool Take(string expected)
    {
        if (!Rest.StartsWith(expected, StringComparison.Ordinal))
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>The characters up to the first of some, or to the end; it stays where it is.</summary>
    public ReadOnlySpan<char> UpTo(ReadOnlySpan<char> ends)
    {
        var end = Rest.IndexOfAny(ends);
        return end < 0 ? Rest : Rest[..end];
    }

    public void SkipBlanks()
    {
        while (Take(' '))
        {
        }
    }

    /// <summary>Goes past an opening character; nothing nests deeper than 32.</summary>
    public bool Open(char opening)
    {
        if (!Take(opening))
            return false;
        return ++_depth <= MaxDepth ? true : throw Expected($"not more than {MaxDepth} levels");
    }

    /// <summary>Goes past the closing character that belongs to <see cref="Open"/>.</summary>
    public void Close(char closing)
    {
        if (!Take(closing))
            throw Expected($"'{closing}'");
        _depth--;
    }

    /// <exception cref="NgsiLdException">BadRequestData where something is left.</exception>
    public void End()
    {
        if (!IsAtEnd)
            throw Expected("an operator or the end");
    }

    /// <summary>The error that something else is expected here.</summary>
    public NgsiLdException Expected(string expected) => NgsiLdErrors.Bad($"{what}: {expected} is expected at position {Position + 1}");
}
