using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Waziup.Ngsi.Client.Http;

/// <summary>A body: all its bytes, so that its length is known before it goes out (brokers refuse others with 411).</summary>
/// <param name="Utf8">The JSON text.</param>
/// <param name="HasContext">Whether its @context is inside, which makes it <c>application/ld+json</c> without Link header (6.3.5).</param>
internal sealed record Body(ReadOnlyMemory<byte> Utf8, bool HasContext = false)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Body Of(NgsiEntity entity) => new(entity.Utf8.ToArray(), entity.Context is not null);

    public static Body Of<T>(T document, JsonTypeInfo<T> type, bool hasContext = false)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed))
            JsonSerializer.Serialize(writer, document, type);
        return new Body(bytes.WrittenMemory, hasContext);
    }

    /// <summary>An array of entities.</summary>
    public static Body Of(IReadOnlyList<NgsiEntity> entities)
    {
        var bytes = new byte[entities.Sum(entity => entity.Utf8.Length + 1) + 1];
        var length = 0;
        foreach (var entity in entities)
        {
            bytes[length++] = (byte)(length == 1 ? '[' : ',');
            entity.Utf8.CopyTo(bytes.AsSpan(length));
            length += entity.Utf8.Length;
        }
        bytes[length] = (byte)']';
        return new Body(bytes, entities[0].Context is not null);
    }
}
