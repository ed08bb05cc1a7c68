using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>What has been told in a window.</summary>
/// <param name="Window">Which one, counted from 2020-01-01 UTC.</param>
/// <param name="Spent">How much that was, in thousandths.</param>
/// <param name="Tags">Which answers.</param>
internal sealed record NoiseAccount(long Window, long Spent, HashSet<ulong> Tags)
{
    public static NoiseAccount Of(Document document)
    {
        using var stored = JsonDocument.Parse(document.Body);
        var body = stored.RootElement;
        var bytes = body.GetProperty("tags").GetBytesFromBase64();
        var tags = new HashSet<ulong>();
        for (var at = 0; at < bytes.Length; at += sizeof(ulong))
            tags.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at)));
        return new NoiseAccount(body.GetProperty("window").GetInt64(), body.GetProperty("spent").GetInt64(), tags);
    }

    /// <param name="id">Under which id.</param>
    /// <param name="at">When it is written.</param>
    /// <param name="until">When it may go.</param>
    public Document ToDocument(string id, Instant at, Instant until)
    {
        var bytes = new byte[Tags.Count * sizeof(ulong)];
        var written = 0;
        foreach (var tag in Tags)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * written++), tag);
        var json = new JsonObject { ["window"] = Window, ["spent"] = Spent, ["tags"] = Convert.ToBase64String(bytes) };
        return new Document(DocumentKind.NoiseAccount, id, null, at, Encoding.UTF8.GetBytes(json.ToJsonString())) { ExpiresAt = until };
    }
}
