using System.Collections.Frozen;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Tables that make coarser values of fine ones (POLICIES 3.2).</summary>
public sealed class GeneralisationTests
{
    private static readonly Generalisation Crops = new("crops", 1)
    {
        Exact = new Dictionary<string, string> { ["maize"] = "cereal", ["maize:old"] = "heirloom", ["true"] = "yes" }.ToFrozenDictionary(),
        Prefixes = [("maize:", "maize of some kind"), ("", "plant"), ("maize:white", "white maize"), ("rice", "cereal")],
        Ranges = [(0, 10, "low"), (5, 20, "middle"), (20, double.PositiveInfinity, "high")],
    };

    [Theory]
    [InlineData("maize", "cereal")]
    [InlineData("Maize", "plant")]
    [InlineData("maize ", "plant")]
    [InlineData("maize:red", "maize of some kind")]
    [InlineData("maize:white:1", "white maize")]
    [InlineData("maize:white", "white maize")]
    [InlineData("maize:old", "heirloom")]
    [InlineData("rice", "cereal")]
    [InlineData("", "plant")]
    public void A_text_becomes_what_fits_it_best(string text, string value) => Assert.Equal(value, Crops.Of(text));

    [Fact]
    public void The_order_of_prefixes_does_not_matter()
    {
        var turned = Crops with { Prefixes = [.. Crops.Prefixes.Reverse()] };

        foreach (var text in new[] { "maize", "maize:red", "maize:white:1", "rice", "x", "" })
            Assert.Equal(Crops.Of(text), turned.Of(text));
    }

    [Theory]
    [InlineData(-0.001, null)]
    [InlineData(0, "low")]
    [InlineData(9.999, "low")]
    [InlineData(7, "low")]
    [InlineData(10, "middle")]
    [InlineData(20, "high")]
    [InlineData(1e300, "high")]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(double.NaN, null)]
    public void A_number_becomes_what_the_first_range_says_without_its_end(double number, string? value) => Assert.Equal(value, Crops.Of(number));

    [Fact]
    public void What_fits_nothing_is_hidden_unless_the_table_has_a_default()
    {
        var empty = new Generalisation("empty", 1);

        Assert.Null(empty.Of("maize"));
        Assert.Null(empty.Of(5));
        Assert.Equal("other", (empty with { Default = "other" }).Of("maize"));
        Assert.Equal("other", (empty with { Default = "other" }).Of(5));
        Assert.Equal("cereal", (Crops with { Default = "other" }).Of("maize"));
        Assert.Equal("low", (Crops with { Default = "other" }).Of(5));
    }

    [Fact]
    public void Numbers_are_not_looked_up_as_texts() => Assert.Null((Crops with { Exact = new Dictionary<string, string> { ["-5"] = "minus" }.ToFrozenDictionary() }).Of(-5));
}
