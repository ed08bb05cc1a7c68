using System.Globalization;

namespace Waziup.Ngsi.Sensors.Pipeline.Expressions;

/// <summary>Reads the small language of expressions: arithmetic, comparisons, conditions and some functions; no loops, no calls outside.</summary>
/// <remarks>
/// From loose to tight: <c>?:</c>, or, and, not, comparisons, + -, * / %, a sign, ^ (which goes to the right). <c>&amp;&amp;</c>, <c>||</c> and
/// <c>!</c> are and, or and not.
/// </remarks>
internal sealed class ExpressionParser
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 1000;

    private const int MaxDepth = 40;

    private readonly Tokens _tokens;
    private int _depth;

    private ExpressionParser(string text) => _tokens = new Tokens(text);

    /// <exception cref="FormatException">It is no expression; the message says where.</exception>
    public static Node Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException($"it is longer than {MaxLength} characters");
        var parser = new ExpressionParser(text);
        var node = parser.Any();
        return parser._tokens.Current.Length == 0 ? node : throw parser.Unexpected();
    }

    private Node Any() => Nested(Condition);

    private Node Condition()
    {
        var node = Or();
        if (!_tokens.Skip("?"))
            return node;
        var yes = Any();
        Expect(":");
        return new Either(node, yes, Any());
    }

    private Node Or()
    {
        var node = And();
        while (_tokens.Skip("or", "||"))
            node = new Junction(false, node, And());
        return node;
    }

    private Node And()
    {
        var node = Not();
        while (_tokens.Skip("and", "&&"))
            node = new Junction(true, node, Not());
        return node;
    }

    private Node Not() => _tokens.Skip("not", "!") ? new Apply(a => a[0] == 0 ? 1 : 0, [Nested(Not)]) : Comparison();

    private Node Comparison()
    {
        var node = Sum();
        return _tokens.Current is "==" or "!=" or "<" or "<=" or ">" or ">=" ? Binary(_tokens.Next(), node, Sum()) : node;
    }

    private Node Sum()
    {
        var node = Product();
        while (_tokens.Current is "+" or "-")
            node = Binary(_tokens.Next(), node, Product());
        return node;
    }

    private Node Product()
    {
        var node = Signed();
        while (_tokens.Current is "*" or "/" or "%")
            node = Binary(_tokens.Next(), node, Signed());
        return node;
    }

    private Node Signed()
    {
        if (_tokens.Skip("-"))
            return new Apply(a => -a[0], [Nested(Signed)]);
        return _tokens.Skip("+") ? Nested(Signed) : Power();
    }

    private Node Power()
    {
        var node = Primary();
        return _tokens.Current == "^" ? Binary(_tokens.Next(), node, Nested(Signed)) : node;
    }

    private Node Primary()
    {
        if (_tokens.Skip("("))
        {
            var inner = Any();
            Expect(")");
            return inner;
        }
        if (_tokens.IsNumber)
        {
            return double.TryParse(_tokens.Current, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? Constant(number) : throw Unexpected();
        }
        if (!_tokens.IsName || _tokens.Current is "and" or "or" or "not")
            throw Unexpected();
        var name = _tokens.Next();
        return _tokens.Skip("(") ? Call(name) : name is "true" or "false" ? new Constant(name == "true" ? 1 : 0) : new Variable(name);
    }

    private Constant Constant(double number)
    {
        _tokens.Next();
        return new Constant(number);
    }

    private Node Call(string name)
    {
        var arguments = new List<Node>();
        while (!_tokens.Skip(")"))
        {
            if (arguments.Count > 0)
                Expect(",");
            arguments.Add(Any());
        }
        var function = name switch
        {
            "if" => (3, 3, null),
            "isnull" => (1, 1, null),
            _ => Functions.ByName.TryGetValue(name, out var found) ? found : throw new FormatException($"there is no function '{name}'"),
        };
        if (arguments.Count < function.Item1 || arguments.Count > function.Item2)
            throw new FormatException($"'{name}' takes {(function.Item1 == function.Item2 ? $"{function.Item1}" : $"{function.Item1} to {function.Item2}")} arguments");
        return name == "if" ? new Either(arguments[0], arguments[1], arguments[2])
            : name == "isnull" ? new IsNull(arguments[0]) : new Apply(function.Item3!, [.. arguments]);
    }

    // A chain of signs or powers is as deep as brackets are.
    private Node Nested(Func<Node> read)
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"it is nested deeper than {MaxDepth}");
        var node = read();
        _depth--;
        return node;
    }

    private static Apply Binary(string sign, Node left, Node right) => new(Functions.Operators[sign], [left, right]);

    private void Expect(string sign)
    {
        if (!_tokens.Skip(sign))
            throw new FormatException($"'{sign}' is missing at {_tokens.At}");
    }

    private FormatException Unexpected() =>
        new(_tokens.Current.Length == 0 ? "it ends too early" : $"'{_tokens.Current}' at {_tokens.At} is not expected there");
}
