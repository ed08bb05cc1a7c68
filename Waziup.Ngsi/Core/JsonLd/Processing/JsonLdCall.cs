using System.Runtime.InteropServices;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What a caller wants done with a document, or with the items of one.</summary>
/// <param name="options">What is wanted.</param>
/// <param name="context">The context to compact with, UTF-8 JSON; empty for expansion.</param>
internal sealed class JsonLdCall(JsonLdOptions options, ReadOnlyMemory<byte> context)
{
    public JsonLdOptions Options => options;

    private string? BaseUrl => options.DocumentUrl ?? options.Base;

    /// <summary>Writes the expanded form of a whole document.</summary>
    public void Expand(ContextSession session, ReadOnlyMemory<byte> document, PooledBuffer json)
    {
        using var tree = JsonTree.Rent(document.Length, options.MaxExpandedBytes);
        JsonTreeWriter.Write(json, tree, Expand(session, tree, document, isWhole: true));
    }

    /// <summary>Writes the compacted form of a whole document.</summary>
    public void Compact(ContextSession session, ReadOnlyMemory<byte> document, PooledBuffer json)
    {
        using var tree = JsonTree.Rent(document.Length, options.MaxExpandedBytes);
        var expanded = Expand(session, tree, document, isWhole: true);
        var active = Target(session, tree, out var local);
        var root = new Compactor(tree, session, options).CompactDocument(active, expanded);
        WriteHead(tree, local, json);
        JsonTreeWriter.WriteMembers(json, tree, root);
        json.Close((byte)'}');
    }

    /// <summary>Writes the nodes that a part of a document expands to, each followed by a comma.</summary>
    /// <param name="session">Makes contexts.</param>
    /// <param name="part">The part.</param>
    /// <param name="isWhole">Whether it is all of the document, and not an item of its outermost array.</param>
    /// <param name="json">Takes the text.</param>
    public void ExpandPart(ContextSession session, ReadOnlyMemory<byte> part, bool isWhole, PooledBuffer json)
    {
        using var tree = JsonTree.Rent(part.Length, options.MaxExpandedBytes);
        JsonTreeWriter.WriteItems(json, tree, Expand(session, tree, part, isWhole));
    }

    /// <summary>Writes the nodes that a part of a document compacts to, each followed by a comma.</summary>
    /// <returns>How many there are.</returns>
    public int CompactPart(ContextSession session, ReadOnlyMemory<byte> part, bool isWhole, PooledBuffer json)
    {
        using var tree = JsonTree.Rent(part.Length, options.MaxExpandedBytes);
        var expanded = Expand(session, tree, part, isWhole);
        var nodes = new Compactor(tree, session, options).CompactNodes(Target(session, tree, out _), expanded);
        JsonTreeWriter.WriteItems(json, tree, nodes);
        return tree.Count(nodes);
    }

    /// <summary>Writes the beginning of a compacted document: the bracket and the context.</summary>
    /// <returns>How <c>@graph</c> is written in it.</returns>
    public Utf8Slice Begin(ContextSession session, PooledBuffer json)
    {
        using var tree = JsonTree.Rent(context.Length, options.MaxExpandedBytes);
        var active = Target(session, tree, out var local);
        WriteHead(tree, local, json);
        return new IriCompaction(tree).Compact(active, Keyword.Graph);
    }

    private int Expand(ContextSession session, JsonTree tree, ReadOnlyMemory<byte> document, bool isWhole)
    {
        var active = session.Empty(options.Mode, options.Base, options.DocumentUrl);
        if (!options.ExpandContext.IsEmpty)
            active = session.Embedded(active, tree, Unwrap(tree, Read(tree, options.ExpandContext)), BaseUrl);

        var expander = new Expander(tree, session, BaseUrl, options.Ordered);
        var element = Read(tree, document);
        return isWhole ? expander.ExpandDocument(active, element) : tree.AsArray(expander.Expand(active, null, element));
    }

    private FullContext Target(ContextSession session, JsonTree tree, out int local)
    {
        local = Unwrap(tree, Read(tree, context));
        var baseIri = options.Base ?? (options.CompactToRelative ? options.DocumentUrl : null);
        return session.Embedded(session.Empty(options.Mode, baseIri, null), tree, local, BaseUrl);
    }

    // What says nothing is not repeated in the result.
    private static void WriteHead(JsonTree tree, int local, PooledBuffer json)
    {
        json.Append((byte)'{');
        if (!tree.IsString(local) && tree.Count(local) == 0)
            return;

        json.Append("\"@context\":"u8);
        JsonTreeWriter.Write(json, tree, local);
        json.Append((byte)',');
    }

    private static int Unwrap(JsonTree tree, int given) =>
        tree.IsObject(given) && tree.Find(given, Keyword.Context) is not 0 and var inner ? inner : given;

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
