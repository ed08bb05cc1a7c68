using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Providers;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>Answers of sources become readings: rows, columns, and times however they are written.</summary>
public sealed class RowMappingTests
{
    [Theory]
    // One object, a list of rows, and columns beside each other, as weather services answer.
    [InlineData(""" "values":{"t":"$.main.temp"} """, """{"main":{"temp":21.50},"dt":1}""", "t=21.50")]
    [InlineData(""" "rows":"$.list[*]","values":{"t":"$.a","u":"$.b"},"time":"$.at" """, """{"list":[{"a":1,"b":2,"at":"2026-01-31T12:00:00Z"},{"a":3,"at":"2026-01-31T14:00:00+01:00"}]}""",
        "t=1@2026-01-31T12:00:00Z u=2@2026-01-31T12:00:00Z t=3@2026-01-31T13:00:00Z")]
    [InlineData(""" "rows":"$.hourly","values":{"t":"$.temp[*]","u":"$.rain[*]"},"time":{"path":"$.time[*]","as":"isoUtc"} """,
        """{"hourly":{"time":["2026-01-31T12:00","2026-01-31T13:00"],"temp":[1,null],"rain":[0,0.5]}}""",
        "t=1@2026-01-31T12:00:00Z u=0@2026-01-31T12:00:00Z u=0.5@2026-01-31T13:00:00Z")]
    [InlineData(""" "rows":"$.r[-1]","values":{"t":"$[1]"},"time":{"path":"$[0]","as":"seconds"} """, """{"r":[[1,2],[1769860800.5,"dry"]]}""", "t=\"dry\"@2026-01-31T12:00:00.5Z")]
    [InlineData(""" "values":{"t":"$.v"},"time":{"path":"$.at","as":"milliseconds"} """, """{"v":true,"at":"1769860800500"}""", "t=true@2026-01-31T12:00:00.5Z")]
    [InlineData(""" "values":{"t":"$.v"},"time":{"path":"$.at","as":"isoUtc"} """, """{"v":{"x":1},"at":"2026-01-31"}""", "t={\"x\":1}@2026-01-31T00:00:00Z")]
    [InlineData(""" "values":{"t":"$.v"},"time":{"path":"$.at","as":"isoUtc"} """, """{"v":1,"at":"2026-01-31 12:00:00"}""", "t=1@2026-01-31T12:00:00Z")]
    [InlineData(""" "values":{"t":"$.v"},"time":{"path":"$.at","as":"isoUtc"} """, """{"v":1,"at":"2026-01-31T12:00:00+02:00"}""", "t=1@2026-01-31T10:00:00Z")]
    // Nothing there is no fault.
    [InlineData(""" "rows":"$.nothing[*]","values":{"t":"$.v"},"time":"$.at" """, """{"v":1}""", "")]
    [InlineData(""" "values":{"t":"$.v"},"time":"$.at" """, """{"v":null}""", "")]
    [InlineData(""" "values":{"t":"$.v"} """, "7", "")]
    public void Readings_are_found(string mapping, string answer, string expected)
    {
        var rows = Read(mapping, answer);

        Assert.Equal((expected, 0, null, null), (string.Join(' ', rows.Readings.Select(Text)), rows.LeftOut, rows.Why, rows.Error));
    }

    [Theory]
    [InlineData("$.at", "iso", """{"v":1}""", "values of t: 1, times: 0")]
    [InlineData("$.at", "iso", """{"v":1,"at":"2026-01-31T12:00:00"}""", "the time of t is not written as iso")]
    [InlineData("$.at", "iso", """{"v":1,"at":1769860800}""", "the time of t is not written as iso")]
    [InlineData("$.at", "iso", """{"v":1,"at":null}""", "the time of t is not written as iso")]
    [InlineData("$.at", "isoUtc", """{"v":1,"at":"yesterday"}""", "the time of t is not written as isoUtc")]
    [InlineData("$.at", "isoUtc", """{"v":1,"at":"2026-02-30"}""", "the time of t is not written as isoUtc")]
    [InlineData("$.at", "seconds", """{"v":1,"at":"soon"}""", "the time of t is not written as seconds")]
    [InlineData("$.at", "seconds", """{"v":1,"at":1e300}""", "the time of t is not written as seconds")]
    [InlineData("$.at", "milliseconds", """{"v":1,"at":[1]}""", "the time of t is not written as milliseconds")]
    [InlineData("$.at[*]", "iso", """{"v":1,"at":["2026-01-31T12:00:00Z","2026-01-31T12:00:00Z"]}""", "values of t: 1, times: 2")]
    public void A_value_of_which_nobody_knows_the_time_is_left_out_and_told(string path, string notation, string row, string why)
    {
        var rows = Read($$""" "rows":"$[*]","values":{"t":"$.v"},"time":{"path":"{{path}}","as":"{{notation}}"} """, $$"""[{"v":null},{{row}}]""");

        Assert.Equal((2, 0, 1, $"row 1: {why}", null), (rows.Rows, rows.Readings.Length, rows.LeftOut, rows.Why, rows.Error));
    }

    [Fact]
    public void What_is_left_out_leaves_the_others()
    {
        var rows = Read(""" "rows":"$[*]","values":{"t":"$.v"},"time":"$.at" """, """[{"v":1,"at":"x"},{"v":2,"at":"2026-01-31T12:00:00Z"},{"v":3}]""");

        Assert.Equal(("t=2@2026-01-31T12:00:00Z", 2, "row 0: the time of t is not written as iso"), (string.Join(' ', rows.Readings.Select(Text)), rows.LeftOut, rows.Why));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("""{"v":1,"v":2}""")]
    [InlineData("""{"v":"\ud800"}""")]
    [InlineData("""{"v":1e999}""")]
    [InlineData("""{"v":1} {}""")]
    public void An_answer_that_is_no_json_gives_nothing(string answer) => AssertNothing(Read(""" "values":{"t":"$.v"} """, answer));

    [Fact]
    public void An_answer_that_is_too_deep_or_holds_too_much_gives_nothing()
    {
        AssertNothing(Read(""" "values":{"t":"$.v"} """, new string('[', 65) + new string(']', 65)));
        AssertNothing(Read(""" "rows":"$[*]","values":{"t":"$.v"} """, $"[{string.Join(',', Enumerable.Repeat("""{"v":1}""", 30_001))}]"));
        AssertNothing(Read(""" "values":{"t":"$.v"} """, $"{{\"v\":1,\"x\":\"{new string('x', RowMapping.MaxBytes)}\"}}"));
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_passed_over() => Assert.Equal("t=1", string.Join(' ', Read(""" "values":{"t":"$.v"} """, "\ufeff{\"v\":1}").Readings.Select(Text)));

    static void AssertNothing(MappedRows rows)
    {
        Assert.NotNull(rows.Error);
        Assert.Empty(rows.Readings);
    }

    static MappedRows Read(string mapping, string answer)
    {
        var problems = new List<FormRemark>();
        var provider = ProviderForm.Read("urn:ngsi-ld:Provider:p", JsonElement.Parse($$"""{"url":"https://example.org","device":"d",{{mapping}}}"""), problems);
        Assert.Empty(problems);
        return provider!.Mapping.Read(Encoding.UTF8.GetBytes(answer));
    }

    static string Text(Reading reading) => $"{reading.Sensor}={reading.Value.GetRawText()}{(reading.Time.IsNone ? "" : $"@{reading.Time}")}";
}
