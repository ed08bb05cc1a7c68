using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>No format is made of something else than what is shown (POLICIES 4, rows 14 and 16).</summary>
public sealed class LeakFormatTests(ITestOutputHelper output)
{
    private const string Past = "timerel=before&timeAt=2030-01-01T00:00:00Z";
    private const string Then = "\"observedAt\":\"2025-06-01T10:00:00Z\"";

    private static readonly string[] Present = ["", "format=normalized", "format=concise", "format=simplified", "options=keyValues,sysAttrs", "options=concise,sysAttrs", "lang=en", "join=inline", "join=flat"];
    private static readonly string[] OfThePast = ["", "options=sysAttrs", "format=temporalValues", "format=aggregatedValues&aggrMethods=totalCount,distinctCount,sum,avg,min,max,stddev,sumsq&aggrPeriodDuration=PT1H", "lastN=1"];
    private static readonly string[] Accepted =
    [
        "Accept: application/json", "Accept: application/ld+json", "Accept: application/geo+json", "Accept: text/csv",
        "Prefer: ngsi-ld=1.1", "Prefer: ngsi-ld=1.3", "Prefer: ngsi-ld=1.4", "Prefer: ngsi-ld=1.6", "Prefer: ngsi-ld=1.8",
    ];

    /// <summary>Two readings whose secrets are of the same forms: a step, a cell, a group; what is hidden is anything.</summary>
    [Fact]
    public async Task Row_14_No_format_tells_two_readings_apart_that_have_the_same_forms()
    {
        await using var one = await WithAsync("17.6", "maize", (5.0101, 5.0102), 4711);
        await using var two = await WithAsync("22.4", "millet", (5.0148, 5.0061), 4712);
        var told = 0;
        foreach (var path in Paths())
        {
            foreach (var header in Accepted)
            {
                var (left, right) = (await one.GetAsync(path, header), await two.GetAsync(path, header));

                Assert.True(left.Status == right.Status && left.Everything == right.Everything, $"{path} {header}\n{left.Everything}\n{right.Everything}");
                Assert.True(left.Status is 200 or 203 or 406, $"{path} {header} {left.Status} {left.Body}");
                told += left.Body.Contains("cereal", StringComparison.Ordinal) ? 1 : 0;
            }
        }
        // Most of them tell something, and to whom all is shown they tell the two apart.
        output.WriteLine($"Row 14 recovered: the same of both in {told} answers");
        Assert.True(told > 200, $"{told} answers");
        foreach (var path in Paths().Where(path => !path.Contains("aggregated", StringComparison.Ordinal)))
            Assert.NotEqual((await one.GetAsync(path, LossyPolicy.Root)).Body, (await two.GetAsync(path, LossyPolicy.Root)).Body);
    }

    [Fact]
    public async Task Row_16_A_raw_instance_beside_the_one_that_is_shown_is_as_if_it_were_not_there()
    {
        var (depth, value) = ($$"""{"type":"Property","value":1,{{Then}} }""", Farm.Celsius("17", "," + Then));
        await using var with = await Farm.StartAsync();
        await using var without = await Farm.StartAsync();
        // One that is not shown, and one that cannot be rounded.
        await with.CreateAsync(Farm.Reading(1, $$"""
            "depth":[{{depth}},{"type":"Property","value":4711,"datasetId":"urn:d:raw",{{Then}} }],
            "numValue":[{{value}},{"type":"Property","value":4711,"unitCode":"FAH","datasetId":"urn:d:raw",{{Then}} }]
            """), LossyPolicy.Root);
        await without.CreateAsync(Farm.Reading(1, $"\"depth\":{depth},\"numValue\":{value}"), LossyPolicy.Root);

        foreach (var path in Paths())
        {
            foreach (var more in (string[])["", "&datasetId=urn:d:raw", "&datasetId=@none", "&datasetId=@none,urn:d:raw", "&q=depth.datasetId==urn:d:raw", "&q=depth==4711|numValue>1000", "&attrs=depth", "&pick=id,type,depth,numValue"])
            {
                var asked = Found.Escaped(path + (path.Contains('?', StringComparison.Ordinal) ? more : more.Length == 0 ? "" : "?" + more[1..]));
                var (there, absent) = (await with.GetAsync(asked), await without.GetAsync(asked));

                Assert.True(absent.Status == there.Status && absent.Everything == there.Everything, $"{asked}\n{absent.Everything}\n{there.Everything}");
            }
            Assert.NotEqual((await without.GetAsync(path, LossyPolicy.Root)).Body, (await with.GetAsync(path, LossyPolicy.Root)).Body);
        }
        Assert.Contains("4711", (await with.GetAsync(Farm.One + "?datasetId=urn:d:raw", LossyPolicy.Root)).Body, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths() =>
    [
        .. Present.Select(form => $"{Farm.One}?{form}"), .. Present.Select(form => $"/entities?type=Reading&{form}"),
        .. OfThePast.Select(form => $"{Farm.PastOfOne}?{Past}&{form}"), .. OfThePast.Select(form => $"/temporal/entities?type=Reading&{Past}&{form}"),
    ];

    private static async Task<TestBroker> WithAsync(string value, string crop, (double East, double North) place, int secret)
    {
        var broker = await Farm.StartAsync();
        await broker.CreateAsync(Farm.Reading(1, $$"""
            "numValue":{{Farm.Celsius(value, "," + Then)}},"crop":{"type":"Property","value":"{{crop}}",{{Then}},"by":{"type":"Property","value":{{secret}} } },
            "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1",{{Then}} },"location":{{Farm.Place(place.East, place.North)}},
            "note":{"type":"Property","value":{{secret}},{{Then}} },"level":{"type":"Property","value":1,{{Then}} },
            "depth":[{"type":"Property","value":1,{{Then}} },{"type":"Property","value":{{secret}},"datasetId":"urn:d:raw",{{Then}} }],
            "soil":{"type":"Property","value":3,{{Then}},"calibration":{"type":"Property","value":{{secret}} } }
            """), LossyPolicy.Root);
        return broker;
    }
}
