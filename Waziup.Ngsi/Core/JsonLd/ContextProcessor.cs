using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Gets a document that a context names, from this broker, from the cache or from the network.</summary>
internal delegate ValueTask<UsedDocument> DocumentSource(string url, CancellationToken cancel);

/// <summary>Processes one context with all it includes (JSON-LD 1.1, "Context Processing"), for one use.</summary>
internal sealed class ContextProcessor(DocumentSource documents, ContextOptions options)
{
    private readonly TermBuilder _builder = new(CoreContexts.Terms, CoreContexts.Vocabulary, options.MaxTerms);
    private readonly Dictionary<string, UsedDocument> _used = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private int _inclusions;

    /// <summary>The documents that were named, once each.</summary>
    public UsedDocument[] Used => [.. _used.Values];

    /// <summary>The terms that the contexts add to the core.</summary>
    public TermTable ToTable() => _builder.ToTable();

    /// <summary>Processes the value of an <c>@context</c>.</summary>
    /// <param name="context">The value; its form has been checked.</param>
    /// <param name="baseUrl">The document it stands in, null for a request.</param>
    /// <param name="cancel">Ends the waiting for documents.</param>
    public async ValueTask ProcessAsync(JsonElement context, Uri? baseUrl, CancellationToken cancel)
    {
        switch (context.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in context.EnumerateArray())
                    await ProcessAsync(item, baseUrl, cancel);
                break;
            case JsonValueKind.String:
                await IncludeAsync(ContextUrl.Read(JsonText.Read(context, "@context"), baseUrl), isImport: false, null, cancel);
                break;
            case JsonValueKind.Object:
                await ProcessObjectAsync(JsonText.ReadMembers(context), baseUrl, cancel);
                break;
            default:
                _builder.Reset();
                break;
        }
    }

    private async ValueTask ProcessObjectAsync(Dictionary<string, JsonElement> members, Uri? baseUrl, CancellationToken cancel)
    {
        if (members.TryGetValue("@import", out var import))
            await IncludeAsync(ContextUrl.Read(JsonText.Read(import, "@import"), baseUrl), isImport: true, members, cancel);
        else
            _builder.Add(members, isDocument: baseUrl is not null);
    }

    private async ValueTask IncludeAsync(string url, bool isImport, Dictionary<string, JsonElement>? importing, CancellationToken cancel)
    {
        if (_path.Contains(url, StringComparer.Ordinal))
            throw new JsonLdException(JsonLdErrorCode.CyclicInclusion, $"The context {url} includes itself.");

        if (_path.Count >= options.MaxDepth || ++_inclusions > options.MaxDocuments)
        {
            throw new JsonLdException(
                JsonLdErrorCode.TooDeep, $"A context may include {options.MaxDocuments} documents, {options.MaxDepth} deep, at most.");
        }


        if (!_used.TryGetValue(url, out var used))
            _used[url] = used = await documents(url, cancel);

        // A core context adds nothing to what is in force anyway.
        if (used.IsCore)
        {
            if (importing is not null)
                _builder.Add(importing, isDocument: true);
            return;
        }

        _path.Add(url);
        using (var json = ContextSource.ParseDocument(url, used.Content))
        {
            var context = json.RootElement.GetProperty("@context"u8);
            var baseUrl = new Uri(url);
            ContextShape.Check(context, baseUrl);
            if (isImport)
                Import(url, context, importing!);
            else
                await ProcessAsync(context, baseUrl, cancel);
        }

        _path.RemoveAt(_path.Count - 1);
    }

    /// <summary>What <c>@import</c> does: the document's members and the importing context's are one context; the importing one's
    /// win.</summary>
    private void Import(string url, JsonElement context, Dictionary<string, JsonElement> importing)
    {
        if (context.ValueKind != JsonValueKind.Object || JsonText.ReadMembers(context) is not { } merged || merged.ContainsKey("@import"))
        {
            throw new JsonLdException(
                JsonLdErrorCode.InvalidContext, $"The imported context {url} must be one object without an @import of its own.");
        }


        foreach (var (name, value) in importing)
        {
            if (name != "@import")
                merged[name] = value;
        }

        // Scoped contexts of the importing one were refused before, if it came with the request.
        _builder.Add(merged, isDocument: true);
    }
}
