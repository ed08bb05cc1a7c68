using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Fetches context documents, and looks whether they are some.</summary>
internal sealed class ContextSource(IContextLoader loader, TimeProvider clock, ContextOptions options)
{
    /// <summary>Reads a document from the file that stands for it, else from its origin.</summary>
    /// <exception cref="JsonLdException">It could not be fetched, or is no context.</exception>
    public async Task<(byte[] Content, TimeSpan? Lifetime)> ReadAsync(string url)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, clock);
        try
        {
            if (options.Preloaded.TryGetValue(url, out var path))
                return (Check(url, await File.ReadAllBytesAsync(path, limit.Token)), Timeout.InfiniteTimeSpan);

            var loaded = await loader.LoadAsync(new Uri(url), limit.Token).AsTask().WaitAsync(limit.Token);
            var content = Check(url, loaded.Document);
            ContextMetrics.Fetched(succeeded: true);
            return (content, loaded.Lifetime);
        }
        catch (Exception failure)
        {
            ContextMetrics.Fetched(succeeded: false);
            if (failure is JsonLdException)
                throw;
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"The context {url} cannot be fetched.", failure);
        }
    }

    /// <summary>Whether it is a document with a context at all; its terms are looked at when they are used.</summary>
    private byte[] Check(string url, ReadOnlyMemory<byte> document)
    {
        if (document.Length > options.MaxDocumentBytes)
            throw Invalid($"The context {url} is larger than {options.MaxDocumentBytes} bytes.");

        var content = (document.Span.StartsWith("\uFEFF"u8) ? document[3..] : document).ToArray();
        using (ParseDocument(url, content))
            return content;
    }

    /// <summary>Reads a document as JSON with a top-level context.</summary>
    internal static JsonDocument ParseDocument(string url, ReadOnlyMemory<byte> content)
    {
        JsonDocument? json = null;
        try
        {
            json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind == JsonValueKind.Object && JsonText.ReadMembers(json.RootElement).ContainsKey("@context"))
                return json;
        }
        catch (Exception broken) when (broken is JsonException or JsonLdException)
        {
            json?.Dispose();
            throw Invalid($"The document {url} is not valid JSON.", broken);
        }

        json.Dispose();
        throw Invalid($"The document {url} has no @context.");
    }

    private static JsonLdException Invalid(string message, Exception? cause = null) => new(JsonLdErrorCode.LoadingInvalid, message, cause);
}
