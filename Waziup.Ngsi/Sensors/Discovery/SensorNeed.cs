using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>What somebody needs sensors for: all that he does not say may be as it likes.</summary>
/// <remarks>Immutable. The same need is asked of gateway and cloud.</remarks>
public sealed record SensorNeed
{
    /// <summary>How many sensors a need may ask for.</summary>
    public const int MostSensors = 1000;

    /// <summary>How many sensors are looked at for a need.</summary>
    public const int MostJudged = 100_000;

    /// <summary>What the need is called where there are several.</summary>
    public string? Name { get; init; }

    /// <summary>The quantity by its name in the catalogue, such as <c>AirTemperature</c>.</summary>
    public string? QuantityKind { get; init; }

    /// <summary>The quantity by its word, such as <c>temperature</c>, which air and soil share.</summary>
    public string? ControlledProperty { get; init; }

    /// <summary>The kind of sensor.</summary>
    public string? SensorKind { get; init; }

    /// <summary>The unit that the numbers are wanted in; sensors that measure in a convertible one do.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Where.</summary>
    public NeedPlace? Place { get; init; }

    /// <summary>Scopes, of which one holds the sensor, itself or further down.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>Owners, of whom one owns the sensor.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>How old the last value may be.</summary>
    public TimeSpan? Fresh { get; init; }

    /// <summary>The worst flag that the last value may have: 1 good, 2 not evaluated, 3 suspect, 4 bad. A value without a flag is not evaluated.</summary>
    public int? Quality { get; init; }

    /// <summary>How many there have to be at least.</summary>
    public int Min { get; init; } = 1;

    /// <summary>How many are wanted at most; null for all.</summary>
    public int? Max { get; init; }

    /// <summary>Which are taken where there are more.</summary>
    public NeedOrder Order { get; init; }

    /// <summary>Reads a need.</summary>
    /// <param name="document">The need.</param>
    /// <param name="need">What it says; null where something is wrong.</param>
    /// <param name="remarks">What is wrong, or else what is odd.</param>
    public static bool TryRead(JsonElement document, [NotNullWhen(true)] out SensorNeed? need, out ImmutableArray<FormRemark> remarks) =>
        NeedForm.TryRead(document, out need, out remarks);
}
