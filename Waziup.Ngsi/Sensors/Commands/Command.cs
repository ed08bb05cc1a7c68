using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>What an actuator is to do.</summary>
/// <param name="Id">The id of its entity.</param>
/// <param name="Device">The id of the device.</param>
/// <param name="Actuator">The id of the actuator.</param>
/// <param name="IsSet">Whether its value is a state to be in, of which only the newest counts; else each is something to do.</param>
/// <param name="Value">The value.</param>
/// <param name="State">What has become of it.</param>
internal sealed record Command(string Id, string Device, string Actuator, bool IsSet, JsonElement Value, CommandState State)
{
    /// <summary>How long after it was issued it may be sent.</summary>
    public TimeSpan Ttl { get; init; }

    public Instant IssuedAt { get; init; }

    /// <summary>The reported value that the actuator has to have when it is sent; null for any.</summary>
    public JsonElement? OnlyIf { get; init; }

    /// <summary>Whether the actuator does not mind to be told twice.</summary>
    public bool IsIdempotent { get; init; }
}
