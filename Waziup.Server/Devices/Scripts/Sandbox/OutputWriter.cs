using System.Globalization;
using System.Text.Json;
using Jint.Native;
using Jint.Native.Array;
using Jint.Native.Date;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>Writes what a script gives as JSON, within bounds; what has no place in JSON is refused with its place.</summary>
/// <remarks>Members that are undefined are left out. Dates are texts.</remarks>
internal sealed class OutputWriter(int mostBytes)
{
    // So deep is nothing that is meant; what holds itself is deeper.
    private const int MaxDepth = 16;

    public byte[] Write(JsValue output) => Answers.Output(writer => Write(writer, output, "What it gives", 0));

    private void Write(Utf8JsonWriter writer, JsValue value, string place, int depth)
    {
        // Before anything is copied: a text of the script may be as long as the memory.
        Count(writer, value.IsString() ? value.AsString().Length : 1);
        switch (value.Type)
        {
            case Types.Undefined or Types.Null:
                writer.WriteNullValue();
                break;
            case Types.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case Types.Number when double.IsFinite(value.AsNumber()):
                // No -0, which JSON can say but nobody means.
                writer.WriteNumberValue(value.AsNumber() + 0.0);
                break;
            case Types.Number:
                throw Refused($"{place} is {value.AsNumber().ToString(CultureInfo.InvariantCulture)}, which is no number that can be stored");
            case Types.String:
                writer.WriteStringValue(Checked(value.AsString(), place));
                break;
            default:
                Write(writer, value.AsObject(), place, depth + 1);
                break;
        }
        Count(writer, 0);
    }

    private void Write(Utf8JsonWriter writer, ObjectInstance value, string place, int depth)
    {
        if (depth > MaxDepth)
            throw Refused($"{place[..Math.Min(place.Length, 60)]}… lies more than {MaxDepth} deep, or holds itself");
        switch (value)
        {
            case FunctionInstance:
                throw Refused($"{place} is a function");
            case DateInstance date when double.IsFinite(date.PrimitiveValue):
                writer.WriteStringValue(date.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
                break;
            case DateInstance:
                throw Refused($"{place} is a Date that is none");
            case IPrimitiveInstance boxed:
                Write(writer, boxed.PrimitiveValue, place, depth);
                break;
            case ArrayInstance:
                WriteItems(writer, value, place, depth);
                break;
            default:
                WriteMembers(writer, value, place, depth);
                break;
        }
    }

    private void WriteItems(Utf8JsonWriter writer, ObjectInstance array, string place, int depth)
    {
        var length = (uint)array.Get("length").AsNumber();
        // An array may say that it is longer than all memory.
        Count(writer, length);
        writer.WriteStartArray();
        for (var index = 0u; index < length; index++)
            Write(writer, array.Get(index.ToString(CultureInfo.InvariantCulture)), $"{place}[{index}]", depth);
        writer.WriteEndArray();
    }

    private void WriteMembers(Utf8JsonWriter writer, ObjectInstance value, string place, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, property) in value.GetOwnProperties().ToList())
        {
            if (property.Enumerable != true)
                continue;
            // Asked once: what answers may be a function.
            var member = value.Get(name);
            if (member.Type == Types.Undefined)
                continue;
            Count(writer, name.Length);
            writer.WritePropertyName(Checked(name, place));
            Write(writer, member, depth == 1 ? name : $"{place}.{name}", depth);
        }
        writer.WriteEndObject();
    }

    private void Count(Utf8JsonWriter writer, long more)
    {
        if (writer.BytesCommitted + writer.BytesPending + more > mostBytes)
            throw Refused($"It gives more than {mostBytes / 1024} KiB");
    }

    private static string Checked(string text, string place) =>
        IsUnicode(text) ? text : throw Refused($"{place} has a text that is not Unicode");

    private static bool IsUnicode(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (!char.IsSurrogatePair(text, index))
                return false;
            index++;
        }
        return true;
    }

    private static ScriptException Refused(string what) => new(new ScriptFault(what + "."));
}
