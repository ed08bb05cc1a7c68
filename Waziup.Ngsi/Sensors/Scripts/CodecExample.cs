using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>What a script has to make of a payload, or of values for a device. It has to hold when a codec is written.</summary>
internal sealed record CodecExample
{
    private static readonly string[] Told = ["data", "warnings", "errors"];

    // Of a device whose payload tells times, as they are in the example.
    private const string UsualTime = "2026-01-01T00:00:00Z";

    private string Pointer { get; init; } = "";

    private bool IsDownlink { get; init; }

    private byte[] Bytes { get; init; } = [];

    private int? Port { get; init; }

    private string? Time { get; init; }

    private IReadOnlyDictionary<string, JsonElement> Expected { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Reads one: <c>direction</c> (uplink, downlink), <c>bytes</c> in hexadecimal digits, <c>fPort</c>, <c>recvTime</c>, <c>data</c>, <c>warnings</c>, <c>errors</c>.</summary>
    public static CodecExample Read(Form form)
    {
        var isDownlink = form.Word("direction", "uplink", "downlink") == "downlink";
        var expected = Told.Select(name => (Name: name, Value: form.Any(name))).Where(member => member.Value is not null).ToDictionary(member => member.Name, member => member.Value!.Value);
        if (expected.TryGetValue("data", out var data) && data.ValueKind != JsonValueKind.Object)
            form.Refuse("data", "This is an object.");
        if (isDownlink ? !expected.ContainsKey("data") : !expected.ContainsKey("data") && !expected.ContainsKey("errors"))
            form.Refuse("data", isDownlink ? "An example of a downlink has data." : "An example of an uplink has data, or errors.");
        return new CodecExample
        {
            Pointer = form.Pointer,
            IsDownlink = isDownlink,
            Bytes = BytesOf(form),
            Port = PortOf(form),
            Time = form.Time("recvTime"),
            Expected = expected,
        };
    }

    /// <summary>Tries it.</summary>
    /// <returns>What does not hold; null where it holds.</returns>
    public async ValueTask<FormRemark?> CheckAsync(IScriptRunner runner, string script, IReadOnlyCollection<string> functions, CancellationToken cancel)
    {
        if (!IsDownlink)
        {
            var input = ScriptCodec.Frame(Bytes, Port);
            input["recvTime"] = Time ?? UsualTime;
            return Compare(await runner.RunAsync(new ScriptCall(ScriptTask.DecodeUplink, script, input), cancel), Told);
        }
        var data = new JsonObject { ["data"] = JsonNode.Parse(Expected["data"].GetRawText()) };
        if (Compare(await runner.RunAsync(new ScriptCall(ScriptTask.EncodeDownlink, script, data), cancel), ["warnings", "errors"], isFrame: true) is { } wrong)
            return wrong;
        return functions.Contains("decodeDownlink")
            ? Compare(await runner.RunAsync(new ScriptCall(ScriptTask.DecodeDownlink, script, ScriptCodec.Frame(Bytes, Port)), cancel), ["data"]) : null;
    }

    private FormRemark? Compare(ScriptResult result, string[] members, bool isFrame = false)
    {
        if (result.Fault is { } fault)
            return new FormRemark(Pointer, fault.ToString());
        if (result.Output.ValueKind != JsonValueKind.Object)
            return new FormRemark(Pointer, "The script gives no object.");
        foreach (var member in members)
        {
            var given = Member(result.Output, member);
            if (Expected.TryGetValue(member, out var expected) ? !SameJson.Are(expected, given) : member == "errors" && given.ValueKind == JsonValueKind.Array && given.GetArrayLength() > 0)
                return Differs(member, given.ValueKind == JsonValueKind.Undefined ? "nothing" : given.GetRawText());
        }
        return isFrame && !Expected.ContainsKey("errors") ? CompareFrame(result.Output) : null;
    }

    private FormRemark? CompareFrame(JsonElement output)
    {
        try
        {
            var (bytes, port) = (ScriptOutput.Bytes(output), ScriptOutput.Port(output));
            return !bytes.AsSpan().SequenceEqual(Bytes) ? Differs("bytes", Convert.ToHexStringLower(bytes))
                : Port is not null && Port != port ? Differs("fPort", port?.ToString(CultureInfo.InvariantCulture) ?? "nothing") : null;
        }
        catch (PayloadException fault)
        {
            return new FormRemark(Pointer, fault.Message);
        }
    }

    private FormRemark Differs(string member, string given) => new(Form.At(Pointer, member), $"The script gives {(given.Length > 300 ? given[..300] + "…" : given)}.");

    private static JsonElement Member(JsonElement output, string name) => output.TryGetProperty(name, out var value) ? value : default;

    private static byte[] BytesOf(Form form)
    {
        // An example without bytes is one of an empty payload.
        if (form.Any("bytes") is not { } told)
            return [];
        if (told.ValueKind == JsonValueKind.String && told.GetString() is { Length: <= ScriptCodec.MaxPayloadBytes * 2 } digits && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(digits);
        form.Refuse("bytes", "These are hexadecimal digits, two for each byte.");
        return [];
    }

    private static int? PortOf(Form form)
    {
        if (form.Any("fPort") is not { } told)
            return null;
        if (told.ValueKind == JsonValueKind.Number && told.TryGetByte(out var port) && port > 0)
            return port;
        form.Refuse("fPort", "This is a number from 1 to 255.");
        return null;
    }
}
