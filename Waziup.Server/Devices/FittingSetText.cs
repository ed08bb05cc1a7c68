using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Catalogue;
using Waziup.Ngsi.Sensors.Discovery;

namespace Waziup.Server.Devices;

/// <summary>Says which sensors fit a need; what is not known is not there.</summary>
internal static class FittingSetText
{
    private const double MostDecimal = 1e15;

    public static JsonObject Of(FittingSet set) => new()
    {
        ["enough"] = set.IsEnough,
        ["found"] = set.Found,
        ["sensors"] = new JsonArray([.. set.Sensors.Select(Of)]),
    };

    private static JsonObject Of(SensorFit fit)
    {
        var text = new JsonObject { ["id"] = fit.Id };
        Add(text, "device", fit.Device);
        Add(text, "unitCode", fit.UnitCode);
        if (fit.Conversion is { } conversion)
            text["conversion"] = Of(conversion);
        Add(text, "observedAt", Text(fit.ObservedAt));
        Add(text, "freshUntil", Text(fit.FreshUntil));
        if (fit.Quality != 0)
            text["quality"] = fit.Quality;
        if (fit.Metres is { } metres)
            text["metres"] = metres;
        return text;
    }

    // A number of the sensor times the factor, plus the offset, is one in the unit of the need.
    private static JsonObject Of(UnitConversion conversion)
    {
        var (zero, one) = (conversion.Apply(0), conversion.Apply(1));
        // As decimals, so that 33.8 - 32 is 1.8.
        var factor = Math.Max(Math.Abs(zero), Math.Abs(one)) < MostDecimal ? (double)((decimal)one - (decimal)zero) : one - zero;
        return new JsonObject { ["factor"] = factor, ["offset"] = zero };
    }

    private static void Add(JsonObject text, string name, string? value)
    {
        if (value is not null)
            text[name] = value;
    }

    private static string? Text(Instant time) => time.IsNone ? null : time.ToString();
}
