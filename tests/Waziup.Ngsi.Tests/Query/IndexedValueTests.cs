using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Whatever meets a condition has a value in one of its ranges.</summary>
public sealed class IndexedValueTests
{
    private const string Long = "a text that is longer than what an index keeps of it, by far";

    private static readonly string[] Values =
    [
        "0", "-0.0", "1", "1.5", "-3e7", "1e400", "\"\"", "\"a\"", "\"b\"", "\"ä\"", "\"\\u00e4\"", $"\"{Long}\"", $"\"{Long}!\"", "true",
        "[1,2,\"a\"]", "[]", "{\"@type\":\"x\",\"@value\":7}", "{\"a\":1}", "\"2026-01-01T00:00:00Z\"", "[[1]]", "\"12\"",
    ];

    private static readonly string[] Operands =
        ["0", "1", "2", "-4e7", "7", "\"\"", "\"a\"", "\"ä\"", $"\"{Long}\"", $"\"{Long}?\"", "true", "2026-01-01T00:00:00Z", "urn:x:1", "12", "\"12\""];

    public static TheoryData<string> Comparisons => ["==", ">", ">=", "<", "<=", "!="];

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void What_compares_so_is_in_a_range(string comparison)
    {
        var (found, all) = (0, 0);
        foreach (var value in Values)
        {
            var entity = Entity(value);
            foreach (var condition in Conditions(comparison))
            {
                if (QParser.Parse("q", "v" + condition, new QOptions(CoreTerms.Context, 0, [])) is not Filter.Compares compares)
                    continue;
                all++;
                if (ValueRange.Of(compares) is not { IsDefault: false } ranges || !Evaluator.Matches(compares, entity, Instant.None))
                    continue;
                found++;
                var name = compares.Path.Names[0].Utf8;
                Assert.True(
                    IndexedValues.Of(entity, name).Any(indexed => ranges.Any(range => Contains(range, indexed))), $"{value} {condition} is in none of {string.Join(' ', ranges)}");
            }
        }
        Assert.True(comparison == "!=" ? found == 0 : found > 10, $"{found} of {all}");
    }

    [Fact]
    public void A_list_of_values_is_as_many_points_and_times_are_none()
    {
        Assert.Equal(3, ValueRange.Of(Compares("v==1,2,\"a\"")).Length);
        Assert.True(ValueRange.Of(Compares("v==1,true")).IsDefault);
        Assert.True(ValueRange.Of(Compares("v>2026-01-01T00:00:00Z")).IsDefault);
        Assert.True(ValueRange.Of(Compares("v.w==1")).IsDefault);
        Assert.True(ValueRange.Of(Compares("v[a]==1")).IsDefault);
    }

    private static Filter.Compares Compares(string q) => (Filter.Compares)QParser.Parse("q", q, new QOptions(CoreTerms.Context, 0, []));

    private static IEnumerable<string> Conditions(string comparison)
    {
        foreach (var operand in Operands)
        {
            if (comparison is "==" or "!=" || operand != "true")
                yield return comparison + operand;
            if (comparison == "==" && operand[0] is '-' or (>= '0' and <= '9') && !operand.Contains('T', StringComparison.Ordinal))
                yield return $"=={operand}..1000";
        }
    }

    private static bool Contains(ValueRange range, IndexedValue value) =>
        (value.Text is not null) == range.IsText
        && (range.From is not { } from || Compare(from, value) <= 0) && (range.To is not { } to || Compare(value, to) <= 0);

    private static int Compare(IndexedValue left, IndexedValue right) =>
        left.Text is null ? left.Number.CompareTo(right.Number) : left.Text.AsSpan().SequenceCompareTo(right.Text);

    private static Entity Entity(string value) => EntityReader.Read(
        Encoding.UTF8.GetBytes($$$"""{"id":"urn:e:1","type":"T","v":{"type":"Property","value":{{{value}}}}}"""),
        CoreTerms.Context, new ReadRules(NeedsId: true));
}
