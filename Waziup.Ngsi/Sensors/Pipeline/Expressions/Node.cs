using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Expressions;

/// <summary>A part of an expression. What is missing makes missing what is computed of it; truths are 1 and 0.</summary>
internal abstract record Node
{
    public abstract double? Of(in Scope scope);

    /// <summary>A result that is no finite number is missing.</summary>
    protected static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>A number.</summary>
internal sealed record Constant(double Value) : Node
{
    public override double? Of(in Scope scope) => Value;
}

/// <summary>A variable.</summary>
internal sealed record Variable(string Name) : Node
{
    public override double? Of(in Scope scope) => scope.Find(Name);
}

/// <summary>A condition and two results, of which only one is computed. A condition that is missing gives nothing.</summary>
internal sealed record Either(Node Condition, Node Yes, Node No) : Node
{
    public override double? Of(in Scope scope) => Condition.Of(scope) is { } truth ? (truth != 0 ? Yes : No).Of(scope) : null;
}

/// <summary>and, or: known as soon as one side decides.</summary>
internal sealed record Junction(bool IsAnd, Node Left, Node Right) : Node
{
    public override double? Of(in Scope scope)
    {
        var deciding = IsAnd ? 0 : 1;
        var left = Left.Of(scope) is { } l ? l != 0 ? 1 : 0 : (int?)null;
        if (left == deciding)
            return deciding;
        var right = Right.Of(scope) is { } r ? r != 0 ? 1 : 0 : (int?)null;
        return right == deciding ? deciding : left is null || right is null ? null : 1 - deciding;
    }
}

/// <summary>Whether something is missing.</summary>
internal sealed record IsNull(Node Inner) : Node
{
    public override double? Of(in Scope scope) => Inner.Of(scope) is null ? 1 : 0;
}

/// <summary>A function of numbers.</summary>
internal sealed record Apply(Func<double[], double> Function, ImmutableArray<Node> Arguments) : Node
{
    public override double? Of(in Scope scope)
    {
        var values = new double[Arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (Arguments[i].Of(scope) is not { } value)
                return null;
            values[i] = value;
        }
        return Finite(Function(values));
    }
}
