using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Compacts a document item by item.</summary>
internal sealed class StreamedCompaction(JsonLdCall call, DocumentRetry retry)
{
    private int _nodes;

    public async Task RunAsync(Stream document, Stream output, CancellationToken cancel)
    {
        using var items = new JsonItems(document, call.Options);
        using var json = PooledBuffer.Rent();
        var graph = default(Utf8Slice);
        await retry.RunAsync(call.Options, session => graph = call.Begin(session, json));
        var head = json.Length;
        while (await items.NextAsync(cancel) is { } item)
        {
            await retry.RunAsync(call.Options, session => _nodes += call.CompactPart(session, item, items.IsWhole, json));

            // One node alone is the document itself: nothing can be written before there is a second.
            if (_nodes == 0 || (_nodes == 1 && call.Options.CompactArrays))
                continue;

            if (head > 0)
            {
                Open(json, head, graph);
                head = 0;
            }

            // The last comma stays behind: it may have to give way to the bracket.
            await output.WriteAsync(json.WrittenMemory[..^1], cancel);
            json.KeepLast();
        }

        End(json, head);
        await output.WriteAsync(json.WrittenMemory, cancel);
    }

    // Puts the name of the graph between the head and the nodes.
    private static void Open(PooledBuffer json, int head, Utf8Slice graph)
    {
        var nodes = json.Written[head..].ToArray();
        json.Truncate(head);
        Utf8Json.AppendString(json, graph.Span);
        json.Append(":["u8);
        json.Append(nodes);
    }

    private void End(PooledBuffer json, int head)
    {
        if (head == 0)
        {
            json.Close((byte)']');
        }
        else if (_nodes == 1)
        {
            // The members of the only node follow the context.
            var members = json.Written[(head + 1)..^2].ToArray();
            json.Truncate(head);
            json.Append(members);
        }

        json.Close((byte)'}');
    }
}
