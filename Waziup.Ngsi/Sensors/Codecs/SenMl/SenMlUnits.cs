using System.Collections.Frozen;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>A unit of SenML as UN/CEFACT knows it.</summary>
/// <param name="Code">The code of UN/CEFACT recommendation 20.</param>
/// <param name="Factor">What a value is multiplied by to be in that unit; mostly 1.</param>
/// <param name="Quantity">The quantity of the catalogue, where the unit of SenML is one of a single quantity.</param>
internal sealed record SenMlUnit(string Code, double Factor = 1, string? Quantity = null);

/// <summary>The units of RFC 8428 section 12.1 and of RFC 8798. A unit that is not here leaves its value as it is, without a code.</summary>
internal static class SenMlUnits
{
    /// <summary>Units of values.</summary>
    public static readonly FrozenDictionary<string, SenMlUnit> Units = new Dictionary<string, SenMlUnit>(StringComparer.Ordinal)
    {
        // RFC 8428: basic and derived units.
        ["m"] = new("MTR"),
        ["kg"] = new("KGM"),
        ["g"] = new("GRM"),
        ["s"] = new("SEC"),
        ["A"] = new("AMP"),
        ["K"] = new("KEL"),
        ["cd"] = new("CDL"),
        ["mol"] = new("C34"),
        ["Hz"] = new("HTZ"),
        ["rad"] = new("C81"),
        ["sr"] = new("D27"),
        ["N"] = new("NEW"),
        ["Pa"] = new("PAL"),
        ["J"] = new("JOU"),
        ["W"] = new("WTT"),
        ["C"] = new("COU"),
        ["V"] = new("VLT"),
        ["F"] = new("FAR"),
        ["Ohm"] = new("OHM"),
        ["S"] = new("SIE"),
        ["Wb"] = new("WEB"),
        ["T"] = new("D33"),
        ["H"] = new("81"),
        ["Cel"] = new("CEL"),
        ["lm"] = new("LUM"),
        ["lx"] = new("LUX"),
        ["Bq"] = new("BQL"),
        ["Gy"] = new("A95"),
        ["Sv"] = new("D13"),
        ["kat"] = new("KAT"),
        ["m2"] = new("MTK"),
        ["m3"] = new("MTQ"),
        ["l"] = new("LTR"),
        ["m/s"] = new("MTS"),
        ["m/s2"] = new("MSK"),
        ["m3/s"] = new("MQS"),
        ["l/s"] = new("G51"),
        ["W/m2"] = new("D54"),
        ["cd/m2"] = new("A24"),
        ["bit"] = new("A99"),
        ["bit/s"] = new("B10"),
        ["lat"] = new("DD"),
        ["lon"] = new("DD"),
        ["S/m"] = new("D10"),

        // Logarithms, ratios and counts. "%" is a ratio in spite of its name (note 2). There is no bel of sound pressure.
        ["pH"] = new("Q30", Quantity: "PH"),
        ["dB"] = new("2N"),
        ["dBW"] = new("DBW"),
        ["Bspl"] = new("2N", 10, "SoundPressureLevel"),
        ["count"] = new("C62"),
        ["/"] = new("C62"),
        ["%"] = new("C62"),
        ["%RH"] = new("P1", Quantity: "RelativeHumidity"),
        ["%EL"] = new("P1", Quantity: "BatteryLevel"),
        ["EL"] = new("SEC", Quantity: "BatteryLevel"),
        ["1/s"] = new("C97"),
        ["1/min"] = new("C94"),
        ["beat/min"] = new("BPM", Quantity: "HeartBeat"),
        ["beats"] = new("C62"),

        // RFC 8798: more primary units. Energies by the second have no code: they become thousands by the hour.
        ["B"] = new("AD"),
        ["VA"] = new("D46"),
        ["VAs"] = new("C79", 1 / 3.6e6),
        ["var"] = new("D44"),
        ["vars"] = new("K3", 1 / 3.6e6),
        ["J/m"] = new("B12"),
        ["kg/m3"] = new("KMQ"),
        ["deg"] = new("DD"),

        // RFC 8798: secondary units.
        ["ms"] = new("C26"),
        ["min"] = new("MIN"),
        ["h"] = new("HUR"),
        ["MHz"] = new("MHZ"),
        ["kW"] = new("KWT"),
        ["kVA"] = new("KVA"),
        ["kvar"] = new("KVR"),
        ["Ah"] = new("AMH"),
        ["Wh"] = new("WHR"),
        ["kWh"] = new("KWH"),
        ["varh"] = new("K3", 1e-3),
        ["kvarh"] = new("K3"),
        ["kVAh"] = new("C79"),
        ["Wh/km"] = new("B12", 3.6),
        ["KiB"] = new("AD", 1024),
        ["GB"] = new("E34"),
        ["Mbit/s"] = new("B10", 1e6),
        ["B/s"] = new("B10", 8),
        ["MB/s"] = new("B10", 8e6),
        ["mV"] = new("2Z"),
        ["mA"] = new("4K"),
        ["dBm"] = new("DBM"),
        ["ug/m3"] = new("GQ"),
        ["mm/h"] = new("H67"),
        ["m/h"] = new("MTS", 1 / 3600.0),
        ["ppm"] = new("59"),
        ["/100"] = new("P1"),
        ["/1000"] = new("C62", 1e-3),
        ["hPa"] = new("A97"),
        ["mm"] = new("MMT"),
        ["cm"] = new("CMT"),
        ["km"] = new("KMT"),
        ["km/h"] = new("KMH"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Units of sums over time: the unit of the value, times seconds.</summary>
    public static readonly FrozenDictionary<string, SenMlUnit> Sums = new Dictionary<string, SenMlUnit>(StringComparer.Ordinal)
    {
        ["W"] = new("JOU"),
        ["A"] = new("COU"),
        ["V"] = new("WEB"),
        ["m/s"] = new("MTR"),
        ["m/s2"] = new("MTS"),
        ["m3/s"] = new("MTQ"),
        ["l/s"] = new("LTR"),
        ["bit/s"] = new("A99"),
        ["1/s"] = new("C62"),
        ["Hz"] = new("C62"),
        ["Bq"] = new("C62"),
        ["VA"] = new("C79", 1 / 3.6e6),
        ["var"] = new("K3", 1 / 3.6e6),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The unit of a value; null if it has none, or one that is not known.</summary>
    public static SenMlUnit? Find(string? unit) => unit is null ? null : Units.GetValueOrDefault(unit);

    /// <summary>The unit of a sum of values of a unit.</summary>
    public static SenMlUnit? SumOf(string? unit) => unit is null ? null : Sums.GetValueOrDefault(unit);
}
