using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Tests.Catalogue;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(32, "FAH", "CEL", 0)]
    [InlineData(-40, "CEL", "FAH", -40)]
    [InlineData(21.5, "CEL", "FAH", 70.7)]
    [InlineData(21.5, "CEL", "KEL", 294.65)]
    [InlineData(0, "KEL", "CEL", -273.15)]
    [InlineData(-70, "DBM", "DBW", -100)]
    [InlineData(2, "E34", "AD", 2e9)]
    [InlineData(671.67, "A48", "CEL", 100)]
    [InlineData(45, "P1", "C62", 0.45)]
    [InlineData(0.07, "C62", "P1", 7)]
    [InlineData(400, "59", "P1", 0.04)]
    [InlineData(1013.25, "A97", "KPA", 101.325)]
    [InlineData(1, "ATM", "MBR", 1013.25)]
    [InlineData(0.07, "MTR", "MMT", 70)]
    [InlineData(36, "KMH", "MTS", 10)]
    [InlineData(1, "INH", "CMT", 2.54)]
    [InlineData(1, "HUR", "SEC", 3600)]
    [InlineData(1, "DAY", "HUR", 24)]
    [InlineData(2.5, "KWH", "JOU", 9_000_000)]
    [InlineData(36, "H67", "MTS", 0.00001)]
    [InlineData(1500, "G42", "D10", 0.15)]
    [InlineData(90, "DD", "A91", 100)]
    [InlineData(6, "RPM", "E96", 36)]
    [InlineData(1, "76", "D33", 0.0001)]
    [InlineData(60, "BPM", "HTZ", 1)]
    [InlineData(1, "M1", "A93", 1)]
    [InlineData(120, "L2", "MQH", 7.2)]
    public void A_number_is_told_in_another_unit_without_a_rounded_digit(double value, string from, string to, double expected)
    {
        Assert.True(Units.TryConvert(value, from, to, out var there));
        Assert.Equal(expected, there);
        Assert.True(Units.TryConvert(there, to, from, out var back));
        Assert.Equal(value, back, 12);
    }

    [Theory]
    [InlineData(21.1, "KNT", "MTS", 10.855, 3)]
    [InlineData(180, "DD", "C81", Math.PI, 14)]
    [InlineData(1, "PS", "KPA", 6.894757293168, 11)]
    [InlineData(760, "HN", "A97", 1013.25, 3)]
    [InlineData(760, "UA", "ATM", 1, 14)]
    public void What_has_no_end_is_rounded_late(double value, string from, string to, double expected, int digits)
    {
        Assert.True(Units.TryConvert(value, from, to, out var there));
        Assert.Equal(expected, there, digits);
    }

    [Theory]
    [InlineData("CEL", "KPA")]
    [InlineData("2N", "DBM")]
    [InlineData("P1", "XYZ")]
    [InlineData("", "P1")]
    public void What_measures_other_things_is_not_converted(string from, string to)
    {
        Assert.False(Units.TryConvert(5, from, to, out var same));
        Assert.Equal(5, same);
        Assert.False(Units.AreConvertible(from, to));
    }

    [Fact]
    public void A_unit_that_nobody_knows_is_its_own()
    {
        Assert.True(Units.TryConvert(5, "XYZ", "XYZ", out var same));
        Assert.Equal(5, same);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(1e-300)]
    [InlineData(0)]
    [InlineData(-1e20)]
    public void Numbers_beyond_decimals_are_converted_too(double value)
    {
        Assert.True(Units.TryConvert(value, "KMT", "MTR", out var there));
        Assert.Equal(value * 1000, there, Math.Abs(value) is > 1e300 or 0 ? 0 : Math.Abs(value) * 1e-9);
    }

    [Fact]
    public void Each_pair_of_one_dimension_agrees_with_the_same_in_binary_numbers()
    {
        foreach (var group in Units.All.GroupBy(unit => unit.Dimension))
        {
            foreach (var (from, to) in group.SelectMany(from => group.Select(to => (from, to))))
            {
                Assert.True(Units.TryConvert(17.25, from.Code, to.Code, out var there));
                var expected = ((17.25 + (double)from.Offset) * Ratio(from) / Ratio(to)) - (double)to.Offset;
                Assert.True(Math.Abs(there - expected) <= Math.Max(1e-11, Math.Abs(expected) * 1e-11), $"{from.Code} {to.Code} {there} {expected}");
            }
        }

        static double Ratio(Unit unit) => (double)unit.Factor.Above / (double)unit.Factor.Below;
    }

    [Fact]
    public void A_unit_tells_its_dimension_its_symbol_and_its_name()
    {
        var unit = Units.Find("G42");

        Assert.Equal(new Unit("G42", "conductivity", "µS/cm", "microsiemens per centimetre") { Factor = unit!.Factor }, unit);
        Assert.True(Units.Find("HN")!.IsDeprecated);
        Assert.Null(Units.Find("cel"));
        Assert.Equal(Units.All.Length, Units.All.Select(one => one.Code).Distinct().Count());
        Assert.All(Units.All, one => Assert.True(one is { Symbol.Length: > 0, Name.Length: > 0, Factor.Above: > 0, Factor.Below: > 0 }, one.Code));
    }

    [Theory]
    [InlineData("DegreeCelsius", "CEL", 1, null)]
    [InlineData("Centibar", "KPA", 1, null)]
    [InlineData("MilligramPerDecilitre", "M1", 10, null)]
    [InlineData("MicrowattPerSquareCentimetre", "D54", 0.01, null)]
    [InlineData("RadiationParticlesPerMinute", "C94", 1, null)]
    [InlineData("DecibelA", "2N", 1, "A-weighted")]
    [InlineData("LitrePer100Kilometres", null, 1, null)]
    [InlineData("°C", "CEL", 1, null)]
    [InlineData("kPa", "KPA", 1, null)]
    [InlineData("P1", "P1", 1, null)]
    public void A_name_leads_to_a_code(string text, string? code, double factor, string? note)
    {
        Assert.Equal(new UnitName(text, code, factor, note), UnitNames.Find(text));
        Assert.Null(UnitNames.Find("furlongs per fortnight"));
    }

    [Fact]
    public void All_names_of_WAZIUP_lead_to_codes_that_are_there()
    {
        Assert.Equal(89, UnitNames.All.Length);
        Assert.All(UnitNames.All, name => Assert.True(name.Code is null || Units.Find(name.Code) is not null, name.Name));
        Assert.Equal(["LitrePer100Kilometres", "Other"], UnitNames.All.Where(name => name.Code is null).Select(name => name.Name));
    }
}
