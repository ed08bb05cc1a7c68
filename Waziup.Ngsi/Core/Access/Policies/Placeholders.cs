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
        Filter.Compares { Operand: Operand.Text { Value: ['$', ..] name } } compares => compares.Comparison is Comparison.Equal or Comparison.Unequal
            ? [name] : throw NgsiLdErrors.Bad($"{name} is compared by == or !="),
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
        Filter.Compares { Operand: Operand.Text { Value: ['$', ..] name } } compares => Fill(compares, values(name), unknown),
        _ => filter,
    };

    private static Filter Fill(Filter.Compares compares, ImmutableArray<string> values, Filter unknown)
    {
        if (values.IsDefault)
            return unknown;
        if (values.IsEmpty)
            return compares.Comparison == Comparison.Equal ? Filter.Nothing : new Filter.Exists(compares.Path);
        var texts = values.Select(value => (Operand)new Operand.Text(value)).ToImmutableArray();
        return compares with { Operand = texts is [var only] ? only : new Operand.OneOf(texts) };
    }
}
