using Waziup.Ngsi.Sensors.Catalogue;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;
using Waziup.Ngsi.Sensors.Codecs.SenMl;
using Waziup.Ngsi.Sensors.Codecs.Xlpp;

namespace Waziup.Ngsi.Sensors.Tests.Catalogue;

public sealed class CatalogueTests
{
    [Fact]
    public void Quantities_and_kinds_name_only_what_is_there()
    {
        Assert.All(Quantities.All.SelectMany(quantity => quantity.UnitCodes), code => Assert.NotNull(Units.Find(code)));
        Assert.All(SensorKinds.All.SelectMany(kind => kind.Quantities), name => Assert.NotNull(Quantities.Find(name)));
        Assert.All(SensorKinds.All, kind => Assert.NotEmpty(kind.Quantities));
    }

    [Fact]
    public void What_codecs_tell_is_in_the_catalogue()
    {
        var told = LppTypes.All.Select(type => (type.Quantity, type.UnitCode))
            .Concat(XlppTypes.Own.Select(type => (type.Quantity, type.UnitCode)))
            .Concat(SenMlUnits.Units.Values.Concat(SenMlUnits.Sums.Values).Select(unit => (Quantity: (string?)unit.Quantity, UnitCode: (string?)unit.Code)));

        Assert.All(told, one => Assert.Empty(CatalogueCheck.Warnings(null, one.Quantity, one.UnitCode)));
    }

    [Theory]
    [InlineData("AirTemperature", "temperature")]
    [InlineData("SoilMoistureTension", "soilMoisture")]
    [InlineData("RelativeHumidity", "humidity")]
    [InlineData("Rainfall", "precipitation")]
    [InlineData("PH", "pH")]
    [InlineData("FillLevel", "fillingLevel")]
    [InlineData("Illuminance", "light")]
    [InlineData("BatteryLevel", "batteryLife")]
    [InlineData("Position", "location")]
    [InlineData("Presence", "occupancy")]
    [InlineData("SoundPressureLevel", "noiseLevel")]
    [InlineData("SapFlow", "sapFlow")]
    public void A_quantity_has_a_word_of_the_Smart_Data_Models_or_its_own(string name, string property) => Assert.Equal(property, Quantities.PropertyOf(name));

    [Fact]
    public void A_word_may_stand_for_several_quantities()
    {
        Assert.Equal(["SoilHumidity", "SoilMoistureTension"], Quantities.OfProperty("soilMoisture").Select(quantity => quantity.Name));
        Assert.Empty(Quantities.OfProperty("nothing"));
    }

    [Theory]
    [InlineData("SoilHumiditySensor", "SoilHumidity", "P1", "")]
    [InlineData("SoilHumiditySensor", "SoilMoistureTension", "KPA", "")]
    [InlineData("SoilHumiditySensor", "SoilMoistureTension", "BAR", "")]
    [InlineData("SoilHumiditySensor", "AirTemperature", "CEL", "quantityKind")]
    [InlineData("SoilHumiditySensor", "SoilHumidity", "CEL", "unitCode")]
    [InlineData("WindVane", "Wind", "XYZ", "sensorKind quantityKind unitCode")]
    [InlineData(null, "Motion", "KMT", "unitCode")]
    [InlineData(null, null, "HN", "unitCode")]
    [InlineData(null, null, null, "")]
    public void What_is_odd_is_told_and_nothing_is_refused(string? kind, string? quantity, string? unit, string members) =>
        Assert.Equal(members, string.Join(' ', CatalogueCheck.Warnings(kind, quantity, unit).Select(warning => warning.Member)));
}
