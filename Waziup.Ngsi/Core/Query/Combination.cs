using System.Collections.Immutable;

namespace Waziup.Ngsi.Query;

/// <summary>Reads what selections of types and scopes have in common (4.17, 4.19): <c>,</c> and <c>|</c> are or, <c>;</c> is and, with parentheses.</summary>
internal static class Combination
{
    private const int MaxOperands = 1000;

    /// <param name="text">The text.</param>
    /// <param name="operand">Reads what is combined.</param>
    public static Filter Read(Scanner text, Func<Scanner, Filter> operand)
    {
        var parts = ImmutableArray.CreateBuilder<Filter>();
        do
        {
            parts.Add(And(text, operand));
        }
        while (Goes(text, parts.Count) && (text.Take(',') || text.Take('|')));
        return parts.Count == 1 ? parts[0] : new Filter.Any(parts.ToImmutable());
    }

    private static Filter And(Scanner text, Func<Scanner, Filter> operand)
    {
        var parts = ImmutableArray.CreateBuilder<Filter>();
        do
        {
            parts.Add(Operand(text, operand));
        }
        while (Goes(text, parts.Count) && text.Take(';'));
        return parts.Count == 1 ? parts[0] : new Filter.All(parts.ToImmutable());
    }

    private static Filter Operand(Scanner text, Func<Scanner, Filter> operand)
    {
        text.SkipBlanks();
        if (!text.Open('('))
            return operand(text);
        var inner = Read(text, operand);
        text.Close(')');
        text.SkipBlanks();
        return inner;
    }

    private static bool Goes(Scanner text, int count) => count < MaxOperands ? true : throw text.Expected($"not more than {MaxOperands} parts");
}
