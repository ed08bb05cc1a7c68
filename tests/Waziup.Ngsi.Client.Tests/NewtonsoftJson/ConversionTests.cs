using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Waziup.Ngsi.NewtonsoftJson;

namespace Waziup.Ngsi.Client.Tests.NewtonsoftJson;

public class ConversionTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("1.0")]
    [InlineData("1.10")]
    [InlineData("0.1")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("0.1234567890123456789012345678901234567890")]
    [InlineData("79228162514264337593543950335.5")]
    [InlineData("1e3")]
    [InlineData("1E+400")]
    [InlineData("1.5e-7")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"2026-01-01T00:00:00Z\"")]
    [InlineData("\"2026-01-01T00:00:00.1234567+02:00\"")]
    [InlineData("\"2026-01-01\"")]
    [InlineData("\"/Date(1234)/\"")]
    [InlineData("\"Élan, 深い池, \U0001F41F\"")]
    [InlineData("\"quote \\\" slash \\\\ line \\n nil \\u0000\"")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1,[2,{\"a\":[null]}]]")]
    [InlineData("""{"$type":"System.String","$ref":"1"}""")]
    public void A_value_goes_there_and_back_unchanged(string value)
    {
        var entity = NgsiEntity.Parse($$"""{"id":"urn:p:1","type":"P","a":{{value}}}""");

        var json = entity.ToJObject();
        var back = json.ToNgsiEntity();

        Assert.Equal(Normal(entity.Json), Normal(back.Json));
        // What the library itself writes is the same text too.
        Assert.Equal(Normal(entity.Json), Normal(JsonElement.Parse(json.ToString(Formatting.None))));
    }

    [Fact]
    public void Random_numbers_keep_their_text()
    {
        var random = new Random(20261127);
        for (var i = 0; i < 2000; i++)
        {
            var text = new StringBuilder(random.Next(2) == 0 ? "-" : "").Append(random.Next(1, 10));
            for (var digits = random.Next(0, 35); digits > 0; digits--)
                text.Append(random.Next(10));
            if (random.Next(2) == 0)
                text.Append('.').Append(random.NextInt64(0, long.MaxValue).ToString(CultureInfo.InvariantCulture));
            if (random.Next(4) == 0)
                text.Append("eE"[random.Next(2)]).Append(random.Next(-400, 400));

            var json = NgsiEntity.Parse($$"""{"a":{{text}}}""").ToJObject();

            Assert.Equal($$"""{"a":{{text}}}""", json.ToNgsiEntity().ToString());
            Assert.Equal($$"""{"a":{{text}}}""", json.ToString(Formatting.None));
        }
    }

    [Fact]
    public void Numbers_are_of_the_type_that_holds_them()
    {
        var json = NgsiEntity.Parse("""{"a":3,"b":0.10,"c":9223372036854775808,"d":1e400,"e":1e3}""").ToJObject();

        Assert.Equal(3L, ((JValue)json["a"]!).Value);
        Assert.Equal(0.10m, ((JValue)json["b"]!).Value);
        Assert.Equal(BigInteger.Pow(2, 63), ((JValue)json["c"]!).Value);
        Assert.IsType<JRaw>(json["d"]);
        Assert.Equal(1000, (double)json["e"]!);
    }

    [Fact]
    public void Times_stay_texts_on_the_way_in()
    {
        var json = NgsiEntity.Parse("""{"a":{"type":"Property","value":1,"observedAt":"2026-01-01T00:00:00.120Z"}}""").ToJObject();

        Assert.Equal(JTokenType.String, json["a"]!["observedAt"]!.Type);
        Assert.Equal("2026-01-01T00:00:00.120Z", (string?)json["a"]!["observedAt"]);
    }

    [Fact]
    public void Times_that_were_parsed_elsewhere_are_written_in_UTC()
    {
        var json = JObject.Parse("""{"a":"2026-01-01T02:00:00.5+02:00","b":"2026-01-01T00:00:00"}""");
        json["c"] = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal(JTokenType.Date, json["a"]!.Type);
        Assert.Equal("""{"a":"2026-01-01T00:00:00.5Z","b":"2026-01-01T00:00:00Z","c":"2026-01-01T00:00:00Z"}""", json.ToNgsiEntity().ToString());
    }

    [Fact]
    public void Everything_that_a_JObject_can_hold_has_a_form()
    {
        var json = new JObject
        {
            ["a"] = 1.5,
            ["b"] = 1.5f,
            ["c"] = 12.30m,
            ["d"] = new Uri("http://example.org/x"),
            ["e"] = Guid.Empty,
            ["f"] = TimeSpan.FromSeconds(90),
            ["g"] = new byte[] { 1, 2 },
            ["h"] = JValue.CreateNull(),
            ["i"] = new JRaw("""{"j":1e2}"""),
            ["k"] = ulong.MaxValue,
        };

        Assert.Equal(
            """{"a":1.5,"b":1.5,"c":12.30,"d":"http://example.org/x","e":"00000000-0000-0000-0000-000000000000","f":"00:01:30","g":"AQI=","h":null,"i":{"j":1e2},"k":18446744073709551615}""",
            json.ToNgsiEntity().ToString());
    }

    [Fact]
    public void What_JSON_has_no_form_for_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new JObject { ["a"] = double.NaN }.ToNgsiEntity());
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => new JObject { ["a"] = new JRaw("{") }.ToNgsiEntity());
        Assert.ThrowsAny<ArgumentException>(() => new JObject { ["a"] = new JConstructor("Date", 1) }.ToNgsiEntity());
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Nesting_has_a_bound_of_64_levels(int levels, bool isTaken)
    {
        var token = (JToken)new JValue(1);
        for (var i = 0; i < levels; i++)
            token = new JArray(token);
        var json = new JObject { ["a"] = token };

        if (isTaken)
            Assert.True(JToken.DeepEquals(json, json.ToNgsiEntity().ToJObject()));
        else
            Assert.ThrowsAny<System.Text.Json.JsonException>(() => json.ToNgsiEntity());
    }

    [Fact]
    public void Of_members_with_one_name_the_last_one_counts() =>
        Assert.Equal(2, (int)NgsiEntity.Parse("""{"a":1,"a":2}""").ToJObject()["a"]!);

    // The text without what does not matter: how a character is escaped.
    private static string Normal(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', json.EnumerateObject().Select(member => $"{member.Name}:{Normal(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', json.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.String => $"\"{json.GetString()}\"",
        _ => json.GetRawText(),
    };
}
