using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Which versions of which policies hold together in a tenant.</summary>
/// <param name="Number">Grows with each change, from 1; 0 where nothing was ever activated.</param>
/// <param name="Versions">The version of each policy that holds, by its id.</param>
/// <param name="At">When it was activated.</param>
internal sealed record ActiveSet(long Number, ImmutableSortedDictionary<string, int> Versions, Instant At)
{
    /// <summary>The id of the one that holds; those before it are kept under their numbers.</summary>
    public const string Current = "active";

    public static ActiveSet None { get; } = new(0, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), Instant.None);

    /// <summary>Under which id it is kept, when another one holds.</summary>
    public string Key => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The one that holds in a tenant.</summary>
    public static async ValueTask<ActiveSet> FindAsync(IStorage storage, TenantId tenant, CancellationToken cancel) =>
        await storage.Documents.FindAsync(tenant, DocumentKind.PolicySet, Current, cancel) is { } found ? Of(found) : None;

    public static ActiveSet Of(Document document)
    {
        var body = JsonNode.Parse(document.Body.Span)!.AsObject();
        return new ActiveSet(
            body["number"]!.GetValue<long>(),
            body["policies"]!.AsObject().ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!.GetValue<int>(), StringComparer.Ordinal), document.ModifiedAt);
    }

    public JsonObject ToJson()
    {
        var policies = new JsonObject();
        foreach (var (id, version) in Versions)
            policies[id] = version;
        return new JsonObject { ["number"] = Number, ["policies"] = policies };
    }

    public Document ToDocument(string id) => new(DocumentKind.PolicySet, id, null, At, Encoding.UTF8.GetBytes(ToJson().ToJsonString()));
}
