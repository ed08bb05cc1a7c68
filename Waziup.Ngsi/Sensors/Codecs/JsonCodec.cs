using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>JSON as devices of WAZIUP and many others send it.</summary>
/// <remarks>
/// <para>The rules, the first that fits:</para>
/// <list type="number">
/// <item>An array is a list of what follows here, one item after another.</item>
/// <item><c>null</c> is no measurement and gives no reading.</item>
/// <item>
/// An object with <c>value</c> and beside it nothing but <c>time</c> or <c>timestamp</c> (and <c>date_received</c>, which is not
/// believed) is that value, measured then.
/// </item>
/// <item>
/// Any other object names sensors: each member is a sensor, and its value a plain one, one with a time as in rule 3, or an array of
/// those with times. Members <c>time</c> or <c>timestamp</c> of the object are the time of all that have none of their own.
/// <see cref="OfOneSensor"/> knows no such objects: there the object is the value.
/// </item>
/// <item>Anything else is the value of a sensor that is not named: its reading has the name "".</item>
/// </list>
/// <para>
/// A time is a text in ISO 8601 with seconds and zone. A number is refused as a time: whether it counts seconds or milliseconds is
/// not said.
/// </para>
/// </remarks>
public sealed class JsonCodec : ICodec
{
    private readonly CodecLimits _limits;
    private readonly bool _oneSensor;

    private JsonCodec(CodecLimits? limits, bool oneSensor)
    {
        _limits = limits ?? CodecLimits.Default;
        _oneSensor = oneSensor;
    }

    /// <summary>The codec for what a device sends of all of its sensors; named <c>json</c>.</summary>
    public static JsonCodec OfDevice(CodecLimits? limits = null) => new(limits, oneSensor: false);

    /// <summary>The codec for what is sent to the address of one sensor, where an object can be a value; named <c>json-value</c>.</summary>
    public static JsonCodec OfOneSensor(CodecLimits? limits = null) => new(limits, oneSensor: true);

    /// <inheritdoc/>
    public string Name => _oneSensor ? "json-value" : "json";

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) =>
        Decoding.Whole(payload, received, _limits, (bytes, _, found) => ReadAll(JsonPayload.Parse(bytes, found.Limits), found));

    /// <summary>Reads JSON that came inside of something else, such as the object that a network server has decoded.</summary>
    public Decoded Decode(JsonElement payload, Instant received) => Decode(Encoding.UTF8.GetBytes(payload.GetRawText()), received);

    private void ReadAll(JsonElement root, ReadingList found)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            ReadOne(root, found);
            return;
        }
        foreach (var item in root.EnumerateArray())
            ReadOne(item, found);
    }

    private void ReadOne(JsonElement value, ReadingList found)
    {
        if (!IsTimed(value) && value.ValueKind == JsonValueKind.Object && !_oneSensor)
            ReadNamed(value, found);
        else
            Add("", value, Instant.None, found);
    }

    private static void ReadNamed(JsonElement sensors, ReadingList found)
    {
        var time = TimeOf(sensors);
        foreach (var sensor in sensors.EnumerateObject())
        {
            if (sensor.Name is "time" or "timestamp")
                continue;
            if (sensor.Name.Length == 0)
                throw new PayloadException("A sensor has an empty name.");
            if (sensor.Value.ValueKind == JsonValueKind.Array && sensor.Value.GetArrayLength() > 0 && sensor.Value.EnumerateArray().All(IsTimed))
            {
                foreach (var item in sensor.Value.EnumerateArray())
                    Add(sensor.Name, item, time, found);
            }
            else
            {
                Add(sensor.Name, sensor.Value, time, found);
            }
        }
    }

    private static void Add(string sensor, JsonElement value, Instant time, ReadingList found)
    {
        if (IsTimed(value))
        {
            var own = TimeOf(value);
            time = own.IsNone ? time : own;
            value = value.GetProperty("value"u8);
        }
        // A copy of its own: a reading that is kept must not keep the whole payload.
        if (value.ValueKind != JsonValueKind.Null)
            found.Add(new Reading(sensor, value.Clone(), time));
    }

    /// <summary>Whether it is a value with its time, and not several with names.</summary>
    internal static bool IsTimed(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("value"u8, out _)
        && value.EnumerateObject().All(member => member.Name is "value" or "time" or "timestamp" or "date_received");

    private static Instant TimeOf(JsonElement holder)
    {
        var hasTime = holder.TryGetProperty("time"u8, out var time) && time.ValueKind != JsonValueKind.Null;
        var hasTimestamp = holder.TryGetProperty("timestamp"u8, out var timestamp) && timestamp.ValueKind != JsonValueKind.Null;
        if (hasTime && hasTimestamp)
            throw new PayloadException("Both time and timestamp are given: one of them is enough.");
        if (!hasTime && !hasTimestamp)
            return Instant.None;
        var text = hasTime ? time : timestamp;
        if (text.ValueKind != JsonValueKind.String || !Timestamps.TryParse(text.GetString()!, out var instant))
            throw new PayloadException("A time must be a text like 2026-01-31T12:00:00Z, with its zone.");
        return instant;
    }
}
