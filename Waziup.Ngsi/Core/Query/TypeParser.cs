using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads a type selection (4.17): names joined by <c>,</c> or <c>|</c> (or), <c>;</c> (and), with parentheses.</summary>
internal ref struct TypeParser
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<char> _text;
    private readonly ActiveContext _terms;
    private int _at;
    private int _depth;

    private TypeParser(string text, ActiveContext terms)
    {
        _text = text;
        _terms = terms;
    }

    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public static Filter Parse(string text, ActiveContext terms)
    {
        var parser = new TypeParser(text, terms);
        var filter = parser.Or();
        return parser._at == text.Length ? filter : throw parser.Error("an operator or the end");
    }

    private Filter Or()
    {
        var first = And();
        if (!At(',') && !At('|'))
            return first;
        var parts = ImmutableArray.CreateBuilder<Filter>();
        parts.Add(first);
        while (At(',') || At('|'))
        {
            _at++;
            parts.Add(And());
        }
        return new Filter.Any(parts.ToImmutable());
    }

    private Filter And()
    {
        var first = Operand();
        if (!At(';'))
            return first;
        var parts = ImmutableArray.CreateBuilder<Filter>();
        parts.Add(first);
        while (At(';'))
        {
            _at++;
            parts.Add(Operand());
        }
        return new Filter.All(parts.ToImmutable());
    }

    private Filter Operand()
    {
        SkipBlanks();
        if (At('('))
            return Group();
        var start = _at;
        while (_at < _text.Length && _text[_at] is not (',' or '|' or ';' or '(' or ')' or ' '))
            _at++;
        var name = _text[start.._at];
        SkipBlanks();
        if (name is "*")
            return Filter.Everything;
        var utf8 = Encoding.UTF8.GetBytes(name.ToString());
        if (UriText.IsTerm(utf8) && _terms.TryExpand(utf8, out var iri))
            return new Filter.OfType(iri);
        _at = start;
        throw Error("the name of a type");
    }

    private Filter Group()
    {
        if (++_depth > MaxDepth)
            throw Error("fewer parentheses");
        _at++;
        var inner = Or();
        if (!At(')'))
            throw Error("a closing parenthesis");
        _at++;
        _depth--;
        SkipBlanks();
        return inner;
    }

    private void SkipBlanks()
    {
        while (At(' '))
            _at++;
    }

    private readonly bool At(char expected) => _at < _text.Length && _text[_at] == expected;

    private readonly NgsiLdException Error(string expected) =>
        NgsiLdErrors.Bad($"type: {expected} is expected at position {_at + 1}");
}
