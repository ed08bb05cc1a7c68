using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Texts as one parameter, whatever their number: a JSON array that SQL reads with <c>json_each</c>.</summary>
internal static class TextList
{
    public static string Json(IEnumerable<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
