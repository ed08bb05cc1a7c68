namespace Waziup.Ngsi.Sensors.Pipeline.Expressions;

/// <summary>The words of an expression, one after the other.</summary>
internal sealed class Tokens
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "^", "<", ">", "(", ")", ",", "?", ":", "!"];

    private readonly string _text;
    private int _next;

    public Tokens(string text)
    {
        _text = text;
        Current = "";
        Move();
    }

    /// <summary>The present word: a sign, a name or a number; empty at the end.</summary>
    public string Current { get; private set; }

    public int At { get; private set; }

    public bool IsName => Current.Length > 0 && (char.IsAsciiLetter(Current[0]) || Current[0] == '_');

    public bool IsNumber => Current.Length > 0 && (char.IsAsciiDigit(Current[0]) || Current[0] == '.');

    /// <summary>Moves past the present word where it is one of some.</summary>
    public bool Skip(params ReadOnlySpan<string> words)
    {
        if (!words.Contains(Current))
            return false;
        Move();
        return true;
    }

    /// <summary>Hands out the present word and moves on.</summary>
    public string Next()
    {
        var word = Current;
        Move();
        return word;
    }

    private void Move()
    {
        while (_next < _text.Length && _text[_next] is ' ' or '\t' or '\r' or '\n')
            _next++;
        At = _next;
        Current = _next == _text.Length ? "" : _text.Substring(_next, Length());
        _next += Current.Length;
    }

    private int Length()
    {
        var first = _text[_next];
        if (char.IsAsciiLetter(first) || first == '_')
            return Run(_next, c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (char.IsAsciiDigit(first) || first == '.')
            return Number();
        return Array.Find(Signs, sign => string.CompareOrdinal(_text, _next, sign, 0, sign.Length) == 0)?.Length
            ?? throw new FormatException($"'{first}' at {_next} means nothing here");
    }

    private int Number()
    {
        var length = Run(_next, c => char.IsAsciiDigit(c) || c == '.');
        var at = _next + length;
        if (at == _text.Length || _text[at] is not ('e' or 'E'))
            return length;
        var sign = at + 1 < _text.Length && _text[at + 1] is '+' or '-' ? 1 : 0;
        return Run(at + 1 + sign, char.IsAsciiDigit) is var digits and > 0 ? length + 1 + sign + digits : length;
    }

    private int Run(int from, Func<char, bool> belongs)
    {
        var to = from;
        while (to < _text.Length && belongs(_text[to]))
            to++;
        return to - from;
    }
}
