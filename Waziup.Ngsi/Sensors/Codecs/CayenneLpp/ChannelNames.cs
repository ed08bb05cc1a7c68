using System.Globalization;

namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>Names of sensors and actuators that have but a type and a channel.</summary>
internal static class ChannelNames
{
    /// <summary>The name of a channel, such as <c>temperature_1</c>.</summary>
    public static string Of(string type, byte channel) => string.Create(CultureInfo.InvariantCulture, $"{type}_{channel}");

    /// <summary>Type and channel of a name.</summary>
    public static (string Type, byte Channel) Split(string name)
    {
        var end = name.LastIndexOf('_');
        return end > 0 && byte.TryParse(name.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var channel)
            ? (name[..end], channel)
            : throw new PayloadException("An actuator of this codec is named by its type and its channel, such as switch_3.");
    }
}
