using System.Buffers;
using System.Runtime.InteropServices;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>One document to be expanded, or compacted with a context.</summary>
internal sealed class JsonLdCall(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte>? context, JsonLdOptions options)
{
    /// <summary>Does all of it, as far as the documents are there.</summary>
    public void Run(ContextShelf shelf, ContextDocuments documents, DateTimeOffset now, IBufferWriter<byte> output)
    {
        using var tree = JsonTree.Rent(document.Length);
        using var session = new ContextSession(shelf, documents, options.MaxDefinitions, now);
        using var json = PooledBuffer.Rent();
        var expanded = Expand(tree, session);
        if (context is { } bytes)
            Compact(tree, session, expanded, Read(tree, bytes), json);
        else
            JsonTreeWriter.Write(json, tree, expanded);
        output.Write(json.Written);
    }

    private int Expand(JsonTree tree, ContextSession session)
    {
        var active = session.Empty(options.Mode, options.Base, options.DocumentUrl);
        if (!options.ExpandContext.IsEmpty)
            active = Add(tree, session, active, Unwrap(tree, Read(tree, options.ExpandContext)), BaseUrl);

        var expander = new Expander(tree, session, BaseUrl, options.Ordered);
        return expander.ExpandDocument(active, Read(tree, document));
    }

    private void Compact(JsonTree tree, ContextSession session, int expanded, int given, PooledBuffer json)
    {
        var local = Unwrap(tree, given);
        var baseIri = options.Base ?? (options.CompactToRelative ? options.DocumentUrl : null);
        var active = Add(tree, session, session.Empty(options.Mode, baseIri, null), local, BaseUrl);
        var root = new Compactor(tree, session, options).CompactDocument(active, expanded);

        json.Append((byte)'{');
        if (!IsEmpty(tree, local))
        {
            json.Append("\"@context\":"u8);
            JsonTreeWriter.Write(json, tree, local);
            json.Append((byte)',');
        }

        JsonTreeWriter.WriteMembers(json, tree, root);
        json.Close((byte)'}');
    }

    private string? BaseUrl => options.DocumentUrl ?? options.Base;

    private static FullContext Add(JsonTree tree, ContextSession session, FullContext active, int local, string? baseUrl)
    {
        using var json = PooledBuffer.Rent();
        JsonTreeWriter.Write(json, tree, local);
        return session.Embedded(active, json.Written, baseUrl);
    }

    private static int Unwrap(JsonTree tree, int given) =>
        tree.IsObject(given) && tree.Find(given, Keyword.Context) is not 0 and var inner ? inner : given;

    // What says nothing is not repeated in the result.
    private static bool IsEmpty(JsonTree tree, int context) => tree.Kind(context) is not NodeKind.String && tree.Count(context) == 0;

    private int Read(JsonTree tree, ReadOnlyMemory<byte> json)
    {
        if (json.Length > options.MaxDocumentBytes)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A document may have {options.MaxDocumentBytes} bytes at most.");

        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        var bytes = MemoryMarshal.TryGetArray(json, out var array) ? array : new ArraySegment<byte>(json.ToArray());
        return JsonTreeReader.Read(tree, bytes, options.MaxNesting);
    }
}
