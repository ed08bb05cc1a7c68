using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>What all codecs do around writing: all values or none, within the size, and a fault becomes a result.</summary>
internal static class Downlink
{
    public delegate void Writer(List<byte> output, string actuator, JsonElement value);

    public static Encoded Write(IReadOnlyList<ActuatorValue> values, CodecLimits limits, Writer write)
    {
        var output = new List<byte>();
        try
        {
            foreach (var (actuator, value) in values)
            {
                write(output, actuator, value);
                if (output.Count > limits.MaxDownlinkBytes)
                    throw new PayloadException($"The values take more than {limits.MaxDownlinkBytes} bytes.");
            }
            return new Encoded(output.ToArray(), null);
        }
        catch (PayloadException fault)
        {
            return new Encoded(default, fault.ToError());
        }
        catch (InvalidOperationException)
        {
            return new Encoded(default, new CodecError("A text is not Unicode."));
        }
    }
}
