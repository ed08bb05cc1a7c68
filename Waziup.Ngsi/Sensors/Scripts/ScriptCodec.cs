using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>A codec that is a script in the manner of the LoRa Alliance (TS013).</summary>
internal sealed class ScriptCodec(string script, IScriptRunner runner, CodecLimits limits)
{
    /// <summary>Bytes in a payload that a script is given: a hundred times what LoRaWAN carries.</summary>
    public const int MaxPayloadBytes = 24 * 1024;

    // What a script is told where nobody has said: the first of those that applications have.
    private const int UsualPort = 1;

    private static readonly JsonCodec Json = JsonCodec.OfDevice();

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">What the device has sent.</param>
    /// <param name="received">When it came.</param>
    /// <param name="port">The port of the frame; 1 where it has none.</param>
    /// <param name="cancel">Ends the wait for a turn.</param>
    public async ValueTask<Decoded> DecodeAsync(ReadOnlyMemory<byte> payload, Instant received, int? port, CancellationToken cancel)
    {
        try
        {
            if (payload.Length > MaxPayloadBytes)
                throw new PayloadException($"The payload has {payload.Length} bytes; {MaxPayloadBytes} are the most for a script.");
            var input = Frame(payload.Span, port);
            input["recvTime"] = received.ToString();
            var output = ScriptOutput.Of(await runner.RunAsync(new ScriptCall(ScriptTask.DecodeUplink, script, input), cancel));
            var flat = ScriptData.Flat(ScriptOutput.Data(output));
            var decoded = Json.Decode(System.Text.Json.JsonElement.Parse(flat.ToJsonString()), received);
            return decoded with { Warnings = ScriptOutput.Remarks(output, "warnings") };
        }
        catch (PayloadException fault)
        {
            return new Decoded([], fault.ToError());
        }
    }

    /// <summary>Writes a payload for the device.</summary>
    public async ValueTask<Encoded> EncodeAsync(IReadOnlyList<ActuatorValue> values, CancellationToken cancel)
    {
        try
        {
            return await EncodeAsync(ScriptData.Nested(values), cancel);
        }
        catch (PayloadException fault)
        {
            return new Encoded(default, fault.ToError());
        }
    }

    /// <summary>Writes a payload of data as the script knows them.</summary>
    /// <exception cref="PayloadException">It cannot be written.</exception>
    public async ValueTask<Encoded> EncodeAsync(JsonObject data, CancellationToken cancel)
    {
        var output = ScriptOutput.Of(await runner.RunAsync(new ScriptCall(ScriptTask.EncodeDownlink, script, new JsonObject { ["data"] = data }), cancel));
        var bytes = ScriptOutput.Bytes(output);
        if (bytes.Length > limits.MaxDownlinkBytes)
            throw new PayloadException($"The values take {bytes.Length} bytes; {limits.MaxDownlinkBytes} are the most.");
        return new Encoded(bytes, null) { Port = ScriptOutput.Port(output), Warnings = ScriptOutput.Remarks(output, "warnings") };
    }

    /// <summary>What a task takes of a frame.</summary>
    public static JsonObject Frame(ReadOnlySpan<byte> payload, int? port)
    {
        var bytes = new JsonArray();
        foreach (var value in payload)
            bytes.Add((JsonNode)value);
        return new JsonObject { ["bytes"] = bytes, ["fPort"] = port ?? UsualPort };
    }
}
