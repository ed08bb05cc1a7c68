using System.Buffers;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Ids as one parameter, whatever their number: a JSON array that SQL reads with <c>json_each</c>.</summary>
internal static class IdList
{
    public static string Json(Filter.HasId filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var id in filter.Ids)
                writer.WriteStringValue(id.Value);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
