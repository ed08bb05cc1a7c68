using System.Collections.Frozen;

namespace Waziup.Load.Replay;

/// <summary>What a sensor's code in the exports stands for, in the words of the domain model.</summary>
/// <param name="Name">The sensor's name, for people.</param>
/// <param name="Quantity">The quantity kind of WAZIUP's ontology.</param>
/// <param name="ControlledProperty">The same quantity as Smart Data Models spell it, where they have a word for it.</param>
/// <param name="Kind">The sensor kind of WAZIUP's ontology.</param>
/// <param name="Unit">The unit's label, for people.</param>
/// <param name="UnitCode">The unit's common code of UN/CEFACT Recommendation 20.</param>
/// <param name="IsRaw">Whether the numbers are counts of the converter, not yet calibrated to the quantity.</param>
internal sealed record SensorKind(
    string Name, string Quantity, string ControlledProperty, string Kind, string? Unit, string? UnitCode, bool IsRaw = false)
{
    static readonly SensorKind Probe =
        new("Soil moisture, analogue probe", "SoilHumidity", "soilMoisture", "SoilHumiditySensor", "count", UnitCodes.Dimensionless, IsRaw: true);

    // The exports state no units: those here follow from the codes and the ranges of the values.
    static readonly FrozenDictionary<string, SensorKind> Known = new Dictionary<string, SensorKind>
    {
        ["SH"] = new("Soil humidity", "SoilHumidity", "soilMoisture", "SoilHumiditySensor", "%", UnitCodes.Percent),
        ["SM1"] = Probe,
        ["SM2"] = Probe,
        ["SMC"] = Probe,
        ["HD"] = new("Air humidity", "AirHumidity", "humidity", "AirHumiditySensor", "%", UnitCodes.Percent),
        ["HU"] = new("Air humidity", "AirHumidity", "humidity", "AirHumiditySensor", "%", UnitCodes.Percent),
        ["TP"] = new("Air temperature", "AirTemperature", "temperature", "AirThermometer", "°C", UnitCodes.DegreeCelsius),
        ["T"] = new("Air temperature", "AirTemperature", "temperature", "AirThermometer", "°C", UnitCodes.DegreeCelsius),
        ["WT"] = new("Water temperature", "WaterTemperature", "temperature", "WaterThermometer", "°C", UnitCodes.DegreeCelsius),
        ["PA"] = new("Atmospheric pressure", "AtmosphericPressure", "atmosphericPressure", "AtmosphericPressureSensor", "kPa", UnitCodes.KiloPascal),
        ["WS"] = new("Wind speed", "WindSpeed", "windSpeed", "WindSpeedSensor", "km/h", UnitCodes.KilometrePerHour),
        ["WG"] = new("Wind gust", "WindSpeed", "windSpeed", "WindSpeedSensor", "km/h", UnitCodes.KilometrePerHour),
        ["WD"] = new("Wind direction", "WindDirection", "windDirection", "WindDirectionSensor", "°", UnitCodes.DegreeAngle),
        ["DO"] = new("Dissolved oxygen", "DissolvedOxygen", "dissolvedOxygen", "DissolvedOxygenSensor", "mg/L", UnitCodes.MilligramPerLitre),
        ["PH"] = new("pH", "PH", "pH", "PHSensor", "pH", UnitCodes.PH),
    }.ToFrozenDictionary();

    /// <summary>The kind behind a code; a code that nobody knows is registered under its own name, without a unit.</summary>
    public static SensorKind Of(string code) => Known.GetValueOrDefault(code) ?? new(code, "Other", code, "Other", null, null);

    /// <summary>All kinds that are known, for checking the table.</summary>
    public static IEnumerable<SensorKind> All => Known.Values;
}
