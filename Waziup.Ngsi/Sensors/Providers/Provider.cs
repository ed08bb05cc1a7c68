using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Somebody elsewhere who tells readings of a device when he is asked.</summary>
/// <param name="Id">The id of its entity.</param>
/// <param name="Url">Where he is asked, with what is secret in it; http or https.</param>
/// <param name="Headers">What he is shown; none of it is for others.</param>
/// <param name="Every">How often he is asked.</param>
/// <param name="Device">The device, by name or id.</param>
/// <param name="Mapping">Where the readings lie in his answer.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Provider(string Id, Uri Url, ImmutableArray<KeyValuePair<string, string>> Headers, TimeSpan Every, string Device, RowMapping Mapping)
{
    /// <summary>Whether he is asked.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What was heard of the device in an answer.</summary>
    public static Heard Heard(MappedRows rows, Instant now) => new(now, rows.Readings) { Protocol = "http" };
}
