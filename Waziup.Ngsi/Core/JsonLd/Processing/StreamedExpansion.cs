using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Expands a document item by item.</summary>
internal sealed class StreamedExpansion(JsonLdCall call, DocumentRetry retry)
{
    public async Task RunAsync(Stream document, Stream output, CancellationToken cancel)
    {
        using var items = new JsonItems(document, call.Options);
        using var json = PooledBuffer.Rent();
        json.Append((byte)'[');
        while (await items.NextAsync(cancel) is { } item)
        {
            await retry.RunAsync(call.Options, session => call.ExpandPart(session, item, items.IsWhole, json));

            // The last comma stays behind: it may have to give way to the bracket.
            if (json.Length > 1)
            {
                await output.WriteAsync(json.WrittenMemory[..^1], cancel);
                json.KeepLast();
            }
        }

        json.Close((byte)']');
        await output.WriteAsync(json.WrittenMemory, cancel);
    }
}
