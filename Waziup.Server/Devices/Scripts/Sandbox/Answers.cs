using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>The answers to calls.</summary>
internal static class Answers
{
    public static byte[] Output(Action<Utf8JsonWriter> write) => Object(writer =>
    {
        writer.WritePropertyName("output");
        write(writer);
    });

    public static byte[] Fault(ScriptFault fault) => Object(writer =>
    {
        writer.WriteString("fault", fault.Message);
        if (fault.Line is not { } line)
            return;
        writer.WriteNumber("line", line);
        writer.WriteNumber("column", fault.Column ?? 1);
    });

    private static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(text);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return text.WrittenSpan.ToArray();
    }
}
