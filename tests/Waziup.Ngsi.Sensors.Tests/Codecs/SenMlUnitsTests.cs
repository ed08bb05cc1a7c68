using Waziup.Ngsi.Sensors.Codecs.SenMl;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class SenMlUnitsTests
{
    /// <summary>The registry as RFC 8428 table 6 and RFC 8798 tables 1 and 2 have it.</summary>
    const string Registered =
        "m kg g s A K cd mol Hz rad sr N Pa J W C V F Ohm S Wb T H Cel lm lx Bq Gy Sv kat m2 m3 l m/s m/s2 m3/s l/s W/m2 cd/m2 bit bit/s lat lon " +
        "pH dB dBW Bspl count / % %RH %EL EL 1/s 1/min beat/min beats S/m B VA VAs var vars J/m kg/m3 deg " +
        "ms min h MHz kW kVA kvar Ah Wh kWh varh kvarh kVAh Wh/km KiB GB Mbit/s B/s MB/s mV mA dBm ug/m3 mm/h m/h ppm /100 /1000 hPa mm cm km km/h";

    [Fact]
    public void Every_registered_unit_has_a_code() =>
        Assert.All(Registered.Split(' '), unit => Assert.Matches("^[0-9A-Z]{2,3}$", SenMlUnits.Find(unit)?.Code ?? unit + "?"));

    [Fact]
    public void Units_are_told_apart_by_case()
    {
        Assert.Equal("SIE", SenMlUnits.Find("S")?.Code);
        Assert.Equal("SEC", SenMlUnits.Find("s")?.Code);
        Assert.Null(SenMlUnits.Find("CEL"));
        Assert.Null(SenMlUnits.Find(null));
    }
}
