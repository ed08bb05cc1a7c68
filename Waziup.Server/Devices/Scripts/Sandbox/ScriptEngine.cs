using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>Carries out one call of a script in an interpreter that knows nothing but the script and its input.</summary>
/// <remarks>A new interpreter for each call: nothing is left of one for the next. With reading the script a call takes 0.13 ms for a usual one, and 11 ms for 64 KiB.</remarks>
internal sealed class ScriptEngine(ScriptLimits limits)
{
    private static readonly string[] Functions = ["decodeUplink", "Decode", "Decoder", "encodeDownlink", "decodeDownlink"];

    private readonly Engine _engine = new(options => options
        .LimitRecursion(limits.Recursion)
        .MaxStatements(limits.Statements)
        .TimeoutInterval(limits.Time)
        .Culture(CultureInfo.InvariantCulture)
        .LocalTimeZone(TimeZoneInfo.Utc));

    /// <summary>The answer: <c>{"output":…}</c>, or <c>{"fault":"…","line":1,"column":1}</c>.</summary>
    public byte[] Run(ScriptTask task, string script, JsonElement input)
    {
        try
        {
            _engine.Execute(ScriptLanguage.Read(script));
            return task == ScriptTask.Check ? Found() : new OutputWriter(limits.OutputBytes).Write(Call(task, input));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return Answers.Fault(FaultOf(fault));
        }
    }

    private byte[] Found() => Answers.Output(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("functions");
        foreach (var name in Functions.Where(name => Function(name) is not null))
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private JsValue Call(ScriptTask task, JsonElement input)
    {
        var told = new JsonParser(_engine).Parse(input.GetRawText()).AsObject();
        if (task != ScriptTask.DecodeUplink)
            return Need(task == ScriptTask.EncodeDownlink ? "encodeDownlink" : "decodeDownlink").Invoke(told);
        if (Function("decodeUplink") is { } decode)
        {
            told.Put("recvTime", _engine.Date.Construct([told.Get("recvTime")]), throwOnError: true);
            return decode.Invoke(told);
        }
        var data = Function("Decode") is { } older
            ? older.Invoke(told.Get("fPort"), told.Get("bytes"), _engine.Object.Construct([]))
            : Need("Decoder").Invoke(told.Get("bytes"), told.Get("fPort"));
        var output = _engine.Object.Construct([]);
        output.Put("data", data, throwOnError: true);
        return output;
    }

    private JsValue? Function(string name) => _engine.GetValue(name) is var value && value.Is<ICallable>() ? value : null;

    private JsValue Need(string name) => Function(name) ?? throw new ScriptException(new ScriptFault(name == "Decoder"
        ? "The script has none of the functions decodeUplink, Decode and Decoder." : $"The script has no function {name}."));

    private ScriptFault FaultOf(Exception fault) => fault switch
    {
        ScriptException told => told.Fault,
        JavaScriptException thrown => new ScriptFault($"It throws: {Text(thrown.Error)}", thrown.LineNumber, thrown.Column + 1),
        StatementsCountOverflowException => new ScriptFault($"It takes more than {limits.Statements} statements."),
        RecursionDepthOverflowException => new ScriptFault($"Its functions call one another more than {limits.Recursion} deep."),
        RegexMatchTimeoutException => new ScriptFault("A regular expression takes too long."),
        TimeoutException => new ScriptFault($"It did not end within {limits.Time.TotalSeconds} s."),
        // The interpreter has faults of its own, which scripts can find.
        _ => new ScriptFault($"The interpreter cannot carry it out ({fault.GetType().Name})."),
    };

    /// <summary>What a script throws, which may be anything.</summary>
    private static string Text(JsValue thrown)
    {
        var text = thrown.IsObject() && thrown.AsObject().GetProperty("message") is { } message && message.Value is { } own ? own : thrown;
        var words = text.IsString() ? text.AsString() : text.IsObject() ? "an object" : text.ToString();
        return words.Length <= 200 ? words : words[..199] + "…";
    }
}
