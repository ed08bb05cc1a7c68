using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>The aggregated temporal form (4.5.19).</summary>
public sealed class AggregationTests
{
    private const string Hour = "timerel=between&timeAt=2025-06-01T10:00:00Z&endTimeAt=2025-06-01T11:00:00Z";

    [Theory]
    [InlineData("[10,20,30]", "totalCount,distinctCount,sum,avg,min,max,stddev,sumsq", "[3,3,60,20,10,30,10,1400]")]
    [InlineData("[true,false,true,false]", "totalCount,distinctCount,sum,avg,min,max,sumsq", "[4,2,2,0.5,0,1,2]")]
    [InlineData("""["b","a","b"]""", "totalCount,distinctCount,min,max", """[3,2,"a","b"]""")]
    [InlineData("[[7,7],[7,8,9,10]]", "totalCount,distinctCount,sum,avg,min,max", "[2,2,6,3,2,4]")]
    [InlineData("""[{"a":1},{"a":2},{"a":1}]""", "totalCount,distinctCount", "[3,2]")]
    public async Task Each_method_takes_the_values_that_it_can(string values, string methods, string results)
    {
        await using var broker = await Past.StartAsync(EveryTenMinutes("level", "Property", "value", values));

        var answer = await broker.GetAsync($"{Past.One}?options=aggregatedValues&aggrMethods={methods}&{Hour}");

        Found.IsJson($$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{{Aggregates("Property", methods, results)}}}""", answer.Json);
    }

    [Fact]
    public async Task Relationships_are_counted()
    {
        await using var broker = await Past.StartAsync(EveryTenMinutes("owner", "Relationship", "object", """["urn:x:1","urn:x:2","urn:x:1"]"""));

        var answer = await broker.GetAsync($"{Past.One}?format=aggregatedValues&aggrMethods=totalCount,distinctCount&{Hour}");

        Found.IsJson(Aggregates("Relationship", "totalCount,distinctCount", "[3,2]"), answer.Json["owner"]);
    }

    [Theory]
    [InlineData("P1M", "timerel=between&timeAt=2025-01-01T00:00:00Z&endTimeAt=2025-04-01T00:00:00Z",
        """
        [[4,"2025-01-01T00:00:00Z","2025-02-01T00:00:00Z"],[10,"2025-02-01T00:00:00Z","2025-03-01T00:00:00Z"],
         [21,"2025-03-01T00:00:00Z","2025-04-01T00:00:00Z"]]
        """)]
    [InlineData("P1W", "timerel=between&timeAt=2025-01-01T00:00:00Z&endTimeAt=2025-02-05T00:00:00Z",
        """[[1,"2025-01-01T00:00:00Z","2025-01-08T00:00:00Z"],[3,"2025-01-29T00:00:00Z","2025-02-05T00:00:00Z"]]""")]
    [InlineData("P1D", "timerel=before&timeAt=2025-02-01T00:00:00Z",
        """[[1,"2025-01-01T00:00:00Z","2025-01-02T00:00:00Z"],[3,"2025-01-31T00:00:00Z","2025-02-01T00:00:00Z"]]""")]
    [InlineData("PT1H", "timerel=after&timeAt=2025-03-01T00:00:00Z",
        """[[16,"2025-03-01T00:00:00Z","2025-03-01T01:00:00Z"],[5,"2025-03-01T02:00:00Z","2025-03-01T03:00:00Z"]]""")]
    [InlineData("PT0S", "timerel=between&timeAt=2025-01-01T00:00:00Z&endTimeAt=2025-04-01T00:00:00Z",
        """[[35,"2025-01-01T00:00:00Z","2025-04-01T00:00:00Z"]]""")]
    public async Task Periods_follow_the_calendar_and_those_without_data_are_left_out(string period, string window, string sums)
    {
        await using var broker = await Past.StartAsync("""
            "level":[{"type":"Property","value":1,"observedAt":"2025-01-01T00:00:00Z"},{"type":"Property","value":3,"observedAt":"2025-01-31T23:59:59Z"},
                     {"type":"Property","value":10,"observedAt":"2025-02-28T12:00:00Z"},{"type":"Property","value":7,"observedAt":"2025-03-01T00:00:00Z"},
                     {"type":"Property","value":9,"observedAt":"2025-03-01T00:59:59.9Z"},{"type":"Property","value":5,"observedAt":"2025-03-01T02:00:00Z"}]
            """);

        var answer = await broker.GetAsync($"{Past.All}?type=Tank&options=aggregatedValues&aggrMethods=sum&aggrPeriodDuration={period}&{window}");

        Found.IsJson($$$"""[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","sum":{{{sums}}}}}]""", answer.Json);
    }

    [Fact]
    public async Task What_cannot_be_aggregated_is_told_by_its_parameter()
    {
        await using var broker = await Past.StartAsync(EveryTenMinutes("level", "Property", "value", "[10,20]"));
        (string Query, string Parameter)[] wrong =
        [
            ("", "aggrMethods"), ("&aggrMethods=", "aggrMethods"), ("&aggrMethods=median", "aggrMethods"), ("&aggrMethods=avg,median", "aggrMethods"),
            ("&aggrMethods=avg&aggrPeriodDuration=1H", "aggrPeriodDuration"), ("&aggrMethods=avg&aggrPeriodDuration=P1", "aggrPeriodDuration"),
            ("&aggrMethods=avg&aggrPeriodDuration=PT", "aggrPeriodDuration"), ("&aggrMethods=avg&aggrPeriodDuration=P1W1D", "aggrPeriodDuration"),
        ];

        await Assert.AllAsync(wrong, async one =>
        {
            var answer = await broker.GetAsync($"{Past.One}?options=aggregatedValues&{Hour}{one.Query}");
            Assert.Equal(400, answer.Status);
            Assert.Contains(one.Parameter, (string?)answer.Json["detail"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task An_attribute_that_fits_no_method_makes_the_request_invalid_unless_it_is_not_asked_for()
    {
        await using var broker = await Past.StartAsync(
            EveryTenMinutes("level", "Property", "value", "[10,20]") + "," + EveryTenMinutes("colour", "Property", "value", """["red","green"]"""));
        const string Sums = "?options=aggregatedValues&aggrMethods=sum,avg&" + Hour;

        (await broker.GetAsync(Past.One + Sums)).IsProblem(400, "InvalidRequest");
        (await broker.GetAsync($"{Past.All}{Sums}&type=Tank")).IsProblem(400, "InvalidRequest");
        Found.IsJson(
            $$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{{Aggregates("Property", "sum,avg", "[30,15]")}}}""",
            (await broker.GetAsync($"{Past.One}{Sums}&attrs=level")).Json);
    }

    // The first value is of ten o'clock sharp, where the hour begins too.
    private static string EveryTenMinutes(string attribute, string kind, string member, string values)
    {
        var instances = Items(values).Select((value, i) => $$"""{"type":"{{kind}}","{{member}}":{{value}},"observedAt":"2025-06-01T10:{{i}}0:00Z"}""");
        return $"\"{attribute}\":[{string.Join(',', instances)}]";
    }

    private static string Aggregates(string kind, string methods, string results)
    {
        var members = methods.Split(',').Zip(
            Items(results), (method, result) => $"\"{method}\":[[{result},\"2025-06-01T10:00:00Z\",\"2025-06-01T11:00:00Z\"]]");
        return $$"""{"type":"{{kind}}",{{string.Join(',', members)}}}""";
    }

    private static IEnumerable<string> Items(string array) => JsonNode.Parse(array)!.AsArray().Select(item => JsonSerializer.Serialize(item));
}
