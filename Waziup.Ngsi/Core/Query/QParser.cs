using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads the query language (4.9): conditions joined by <c>;</c> (and) and <c>|</c> (or), with parentheses.</summary>
internal sealed class QParser
{
    private const int MaxConditions = 1000;

    private static readonly (string Text, Comparison Comparison)[] Comparisons =
    [
        ("==", Comparison.Equal), ("!=", Comparison.Unequal), (">=", Comparison.GreaterOrEqual), ("<=", Comparison.LessOrEqual),
        (">", Comparison.Greater), ("<", Comparison.Less),
    ];

    private readonly Scanner _text;
    private readonly QOptions _options;
    private int _conditions;

    private QParser(string what, string text, QOptions options)
    {
        _text = new Scanner(what, text);
        _options = options;
    }

    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public static Filter Parse(string what, string text, QOptions options)
    {
        var parser = new QParser(what, text, options);
        var filter = parser.Or();
        parser._text.End();
        return filter;
    }

    private Filter Or() => Joined('|', And, parts => new Filter.Any(parts));

    private Filter And() => Joined(';', Factor, parts => new Filter.All(parts));

    private Filter Joined(char separator, Func<Filter> read, Func<ImmutableArray<Filter>, Filter> join)
    {
        var first = read();
        if (!_text.At(separator))
            return first;
        var parts = ImmutableArray.CreateBuilder<Filter>();
        parts.Add(first);
        while (_text.Take(separator))
            parts.Add(read());
        return join(parts.ToImmutable());
    }

    private Filter Factor()
    {
        if (++_conditions > MaxConditions)
            throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"{_text.What} has more than {MaxConditions} conditions"));
        _text.SkipBlanks();
        Filter filter;
        if (_text.Open('('))
        {
            filter = Or();
            _text.Close(')');
        }
        else if (_text.Take('!'))
        {
            filter = new Filter.Not(Linked(Exists));
        }
        else
        {
            filter = Linked(Condition);
        }
        _text.SkipBlanks();
        return filter;
    }

    /// <summary>A condition on the entity, or on one that relationships lead to.</summary>
    private Filter Linked(Func<AttributePath, Filter> condition)
    {
        var links = new List<(Iri Relationship, ImmutableArray<Iri> Types)>();
        var path = PathParser.Read(_text, _options.Terms);
        while (path.IsAttribute && _text.Open('{'))
        {
            if (links.Count == _options.LinkDepth)
                throw NgsiLdErrors.Bad($"{_text.What}: linked entities are looked into with join, and not deeper than joinLevel");
            links.Add((path.Names[0], Types()));
            path = PathParser.Read(_text, _options.Terms);
        }
        foreach (var _ in links)
            _text.Close('}');
        var filter = condition(path);
        for (var i = links.Count - 1; i >= 0; i--)
            filter = new Filter.Links(links[i].Relationship, links[i].Types, filter);
        return filter;
    }

    /// <summary>The types of the linked entity, where they are named: <c>Room,Hall:name</c>.</summary>
    private ImmutableArray<Iri> Types()
    {
        var hint = _text.UpTo("=!<>~;|(){}[]. ");
        if (hint.IndexOf(':') is not (> 0 and var colon) || hint[(colon + 1)..] is not [not ('/' or ':'), ..])
            return [];
        var names = hint[..colon].ToString().Split(',');
        if (hint[(colon + 1)..].Contains(':') || names.Any(name => !UriText.IsName(Encoding.UTF8.GetBytes(name))))
            return [];
        _text.Position += colon + 1;
        return [.. names.Select(Type)];
    }

    private Iri Type(string name) =>
        _options.Terms.TryExpand(Encoding.UTF8.GetBytes(name), out var iri) ? iri : throw NgsiLdErrors.Bad($"{_text.What}: '{name}' is not the name of a type");

    private Filter Condition(AttributePath path)
    {
        _text.SkipBlanks();
        if (_text.Take("!~="))
            return new Filter.Fits(path, ReadPattern(), IsNegated: true);
        if (_text.Take("~="))
            return new Filter.Fits(path, ReadPattern(), IsNegated: false);
        foreach (var (text, comparison) in Comparisons)
        {
            if (_text.Take(text))
                return new Filter.Compares(path, comparison, ReadOperand(path, comparison));
        }
        return Exists(path);
    }

    private static Filter Exists(AttributePath path) => path.IsAttribute ? new Filter.HasAttribute(path.Names[0]) : new Filter.Exists(path);

    private Operand ReadOperand(AttributePath path, Comparison comparison)
    {
        var expands = path is { Member: PathMember.Value, Names.Length: > 0 } && _options.ExpandValues.Contains(path.Names[0]);
        var operand = new OperandParser(_text, expands ? _options.Terms : null).Read(comparison);
        return path.Member is PathMember.Value or PathMember.UnitCode or PathMember.DatasetId or PathMember.ValueType or PathMember.ObjectType
            ? operand : Operand.AsMoment(operand);
    }

    private Pattern ReadPattern()
    {
        _text.SkipBlanks();
        if (!_text.At('"'))
        {
            var bare = _text.UpTo(";|)").ToString();
            if (bare.Length == 0)
                throw _text.Expected("a pattern");
            _text.Position += bare.Length;
            return Pattern.Parse(_text.What, bare);
        }
        var length = OperandParser.LengthOfQuoted(_text);
        var quoted = _text.Rest[1..(length - 1)].ToString().Replace("\\\"", "\"", StringComparison.Ordinal);
        _text.Position += length;
        return Pattern.Parse(_text.What, quoted);
    }
}
