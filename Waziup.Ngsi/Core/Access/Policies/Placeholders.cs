using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Operands such as <c>$me</c> in the conditions of policies, which stand for what is known of a caller.</summary>
internal static class Placeholders
{
    /// <summary>The caller.</summary>
    public const string Subject = "$subject";

    /// <summary>The groups of the caller.</summary>
    public const string Groups = "$groups";

    /// <summary>The caller and his groups.</summary>
    public const string Me = "$me";

    /// <summary>The same condition with placeholders as texts, so that it can be read.</summary>
    public static string Quoted(string q)
    {
        var quoted = new StringBuilder(q.Length);
        var isText = false;
        for (var i = 0; i < q.Length; i++)
        {
            isText ^= q[i] == '"';
            if (isText || q[i] != '$')
            {
                quoted.Append(q[i]);
                continue;
            }
            var end = i + 1;
            while (end < q.Length && (char.IsAsciiLetterOrDigit(q[end]) || q[end] == '_'))
                end++;
            quoted.Append('"').Append(q, i, end - i).Append('"');
            i = end - 1;
        }
        return quoted.ToString();
    }

    /// <summary>The placeholders in a condition.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where one is compared otherwise than by == or !=.</exception>
    public static IEnumerable<string> In(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(In),
        Filter.Any any => any.Parts.SelectMany(In),
        Filter.Not not => In(not.Part),
        Filter.Compares compares when NamesIn(compares.Operand).ToList() is { Count: > 0 } names => compares.Comparison is Comparison.Equal or Comparison.Unequal
            && compares.Operand is Operand.Text or Operand.OneOf ? names : throw NgsiLdErrors.Bad($"{names[0]} is compared by == or !=, with one or a list of values"),
        _ => [],
    };

    private static IEnumerable<string> NamesIn(Operand operand) => operand switch
    {
        Operand.Text { Value: ['$', ..] name } => [name],
        Operand.OneOf any => any.Values.SelectMany(NamesIn),
        Operand.Range range => NamesIn(range.From).Concat(NamesIn(range.To)),
        _ => [],
    };

    /// <summary>The same condition with values in their places.</summary>
    /// <param name="filter">The condition.</param>
    /// <param name="values">The values of each placeholder; default where they could not be found.</param>
    /// <param name="unknown">What a condition is whose values could not be found.</param>
    public static Filter Fill(Filter filter, Func<string, ImmutableArray<string>> values, Filter unknown) => filter switch
    {
        Filter.All all => new Filter.All([.. all.Parts.Select(part => Fill(part, values, unknown))]),
        Filter.Any any => new Filter.Any([.. any.Parts.Select(part => Fill(part, values, unknown))]),
        // What is not known stays not known.
        Filter.Not not => new Filter.Not(Fill(not.Part, values, unknown == Filter.Nothing ? Filter.Everything : Filter.Nothing)),
        Filter.Compares compares when NamesIn(compares.Operand).Any() => Fill(compares, Values(compares.Operand, values), unknown),
        _ => filter,
    };

    /// <summary>All values, those that were written among them; default where some could not be found.</summary>
    private static ImmutableArray<Operand> Values(Operand operand, Func<string, ImmutableArray<string>> values)
    {
        var all = ImmutableArray.CreateBuilder<Operand>();
        foreach (var part in operand is Operand.OneOf any ? any.Values : [operand])
        {
            if (part is not Operand.Text { Value: ['$', ..] name })
                all.Add(part);
            else if (values(name) is { IsDefault: false } found)
                all.AddRange(found.Select(value => new Operand.Text(value)));
            else
                return default;
        }
        return all.ToImmutable();
    }

    private static Filter Fill(Filter.Compares compares, ImmutableArray<Operand> values, Filter unknown)
    {
        if (values.IsDefault)
            return unknown;
        if (values.IsEmpty)
            return compares.Comparison == Comparison.Equal ? Filter.Nothing : new Filter.Exists(compares.Path);
        return compares with { Operand = values is [var only] ? only : new Operand.OneOf(values) };
    }
}
