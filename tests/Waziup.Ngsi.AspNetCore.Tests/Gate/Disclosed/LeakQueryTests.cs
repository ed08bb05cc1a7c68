using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Conditions, orders and counts that search for what is hidden (POLICIES 4, rows 1 to 7 and 27).</summary>
public sealed class LeakQueryTests(ITestOutputHelper output)
{
    // Middle of the shown cell, and two places in it.
    private static readonly (double East, double North)[] Places = [(5.0101, 5.0102), (5.0148, 5.0061)];

    [Fact]
    public async Task Row_1_An_alphabet_search_over_a_hidden_text_gives_equal_answers()
    {
        await using var broker = await Farm.WithAsync("1", Farm.Rest);

        var answers = new HashSet<string>();
        for (var letter = 'A'; letter <= 'Z'; letter++)
            answers.Add((await broker.GetAsync($"/entities?type=Reading&count=true&q=note~=%22%5E{letter}%22")).Everything);

        Assert.Contains("NGSILD-Results-Count: 0", Assert.Single(answers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("17.5")]
    [InlineData("19.9")]
    [InlineData("22.49")]
    public async Task Row_2_A_binary_search_ends_in_the_step_of_a_rounded_value(string value)
    {
        await using var broker = await Farm.WithAsync(value);
        var (low, high) = (0m, 100m);
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            var isAbove = await broker.FindAsync(FormattableString.Invariant($"type=Reading&q=numValue>{middle:0.############}")) == "1";
            (low, high) = isAbove ? (middle, high) : (low, middle);
        }

        output.WriteLine(FormattableString.Invariant($"Row 2 recovered: {Math.Round(low, 6)} of {value} in steps of 5"));
        Assert.Equal(20m, Math.Round(low, 6));
        Assert.Equal("1", await broker.FindAsync("type=Reading&q=numValue==20"));
        Assert.Equal("", await broker.FindAsync($"type=Reading&q=numValue=={value}"));
        Assert.Equal("", await broker.FindAsync("type=Reading&q=numValue!=20"));
    }

    [Theory]
    [InlineData("numValue.modifiedAt>\"2000-01-01T00:00:00Z\"")]
    [InlineData("numValue.createdAt>\"2000-01-01T00:00:00Z\"")]
    [InlineData("crop.s3cr3tSub==4711")]
    [InlineData("crop.s3cr3tSub")]
    [InlineData("crop.modifiedAt")]
    [InlineData("owner.modifiedAt>\"2000-01-01T00:00:00Z\"")]
    [InlineData("soil.calibration==4711")]
    [InlineData("soil.calibration")]
    [InlineData("depth==4711")]
    [InlineData("depth.datasetId==urn:d:S3CR3T")]
    [InlineData("crop==\"maize\"")]
    [InlineData("crop~=\"mai\"")]
    [InlineData("owner==urn:ngsi-ld:Person:S3CR3T")]
    public async Task Row_3_What_stands_beside_a_value_is_missing_now_and_in_the_past(string condition)
    {
        await using var broker = await Farm.WithAsync("17", Farm.Rest);
        await broker.RecordAsync($"\"numValue\":{Farm.Celsius("17", ",\"observedAt\":\"2025-06-01T10:00:00Z\"")}");
        var past = $"/temporal/entities?type=Reading&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt&q={Uri.EscapeDataString(condition)}";
        var observed = past.Replace("&timeproperty=modifiedAt", "", StringComparison.Ordinal);

        Assert.Equal("", await broker.FindAsync($"type=Reading&q={Uri.EscapeDataString(condition)}"));
        Assert.Equal("1", await broker.FindAsync($"type=Reading&q={Uri.EscapeDataString(condition)}", LossyPolicy.Root));
        Assert.Equal("[]", (await broker.GetAsync(past)).Body);
        Assert.Equal("[]", (await broker.GetAsync(observed)).Body);
    }

    [Fact]
    public async Task Row_4_Trilateration_with_shrinking_radii_ends_at_the_middle_of_the_cell()
    {
        await using var one = await Farm.WithAsync("1", $"\"location\":{Farm.Place(Places[0].East, Places[0].North)}");
        await using var two = await Farm.WithAsync("1", $"\"location\":{Farm.Place(Places[1].East, Places[1].North)}");

        foreach (var from in (string[])["[5,5]", "[5.02,5.01]", "[5.01,5.03]"])
        {
            for (var metres = 1; metres <= 3000; metres += 150)
            {
                foreach (var distance in (string[])["maxDistance", "minDistance"])
                {
                    var query = $"type=Reading&georel=near;{distance}=={metres}&geometry=Point&coordinates={from}";
                    Assert.Equal(await one.FindAsync(query), await two.FindAsync(query));
                }
            }
        }
        var (east, north) = Grid.CentreOf(Places[0].East, Places[0].North, LossyPolicy.CellMetres);
        output.WriteLine(FormattableString.Invariant($"Row 4 recovered: [{east},{north}] of [{Places[0].East},{Places[0].North}] and of [{Places[1].East},{Places[1].North}]"));
        Assert.Equal("1", await one.FindAsync(FormattableString.Invariant($"type=Reading&georel=near;maxDistance==1&geometry=Point&coordinates=[{east},{north}]")));
    }

    [Fact]
    public async Task Row_5_A_sliding_edge_stops_at_the_middle_of_the_cell()
    {
        await using var broker = await Farm.WithAsync("1", $"\"location\":{Farm.Place(Places[0].East, Places[0].North)}");
        var centre = Grid.CentreOf(Places[0].East, Places[0].North, LossyPolicy.CellMetres);

        foreach (var relation in (string[])["within", "intersects"])
        {
            var edge = 4.9m;
            for (var step = 0.1m; step > 0.000001m; step /= 2)
                edge += await broker.FindAsync(FormattableString.Invariant(
                    $"type=Reading&georel={relation}&geometry=Polygon&coordinates=[[[{edge + step},0],[6,0],[6,9],[{edge + step},9],[{edge + step},0]]]")) == "1" ? step : 0;
            output.WriteLine(FormattableString.Invariant($"Row 5 recovered: {edge:0.00000} of {Places[0].East} by {relation}"));
            Assert.Equal((double)centre.Longitude, (double)edge, 5);
        }
    }

    [Theory]
    [InlineData("orderBy=numValue")]
    [InlineData("orderBy=numValue;desc")]
    [InlineData("orderBy=location;dist-asc&orderFrom=[5.01,5.0102]")]
    [InlineData("orderBy=crop")]
    public async Task Row_6_A_rank_among_planted_entities_says_no_more_than_the_class(string order)
    {
        var ranks = new HashSet<string>();
        foreach (var (value, place, crop) in new[] { ("17.5", Places[0], "maize"), ("22.4", Places[1], "rice"), ("20", Places[0], "millet") })
        {
            await using var broker = await Farm.StartAsync();
            for (var i = 1; i <= 9; i++)
            {
                var attributes = i == 5
                    ? $"\"numValue\":{Farm.Celsius(value)},\"location\":{Farm.Place(place.East, place.North)},\"crop\":\"{crop}\""
                    : $"\"numValue\":{Farm.Celsius($"{17.4 + (i * 0.55):0.00}")},\"location\":{Farm.Place(5.006 + (i * 0.001), 5.0102)},\"crop\":\"{(i % 2 == 0 ? "millet" : "yam")}\"";
                await broker.CreateAsync(Farm.Reading(i, attributes), LossyPolicy.Root);
            }
            ranks.Add(await broker.FindAsync("type=Reading&" + order));
        }
        output.WriteLine($"Row 6 recovered: {string.Join(" or ", ranks)} of three in one class by {order}");
        Assert.Single(ranks);
    }

    [Fact]
    public async Task Row_7_The_difference_of_two_counts_follows_what_is_seen()
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Vault:1","type":["Vault","Reading"],"numValue":{"type":"Property","value":17.6,"unitCode":"CEL"}}""", LossyPolicy.Root);

        foreach (var (condition, count) in new[] { ("numValue>17", "1"), ("numValue<19", "0"), ("numValue==20", "1"), ("numValue>0;note", "0"), ("numValue>0;!note", "1") })
            Assert.Equal(count, (await broker.GetAsync($"/entities?type=Reading&limit=0&count=true&q={Uri.EscapeDataString(condition)}"))["NGSILD-Results-Count"]);
    }

    [Theory]
    [InlineData("/entities?type=Reading&orderBy=owner")]
    [InlineData("/entities?type=Reading&q=owner~=%22S3%22")]
    [InlineData("/entities?type=Person&idPattern=S3")]
    [InlineData("/entities?type=Person&orderBy=id")]
    [InlineData("/temporal/entities?type=Person&idPattern=S3&timerel=before&timeAt=2030-01-01T00:00:00Z")]
    [InlineData("/temporal/entities?type=Person&orderBy=id&timerel=before&timeAt=2030-01-01T00:00:00Z")]
    public async Task Row_27_Aliases_have_neither_order_nor_patterns(string path)
    {
        await using var broker = await Farm.WithAsync("1", Farm.Rest);

        (await broker.GetAsync(path)).IsProblem(400, "BadRequestData");
    }
}
