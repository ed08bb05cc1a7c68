using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Providers;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>Keeps providers: what they are, with its secrets and in whose name they are asked, as documents that nobody reads; and what is shown of them as entities.</summary>
/// <remarks>
/// Both say when they were put, and belong together where they say the same: then a document holds that its caller was allowed to put. So who changes the entity
/// otherwise changes what is shown and nothing else, and who deletes it has ended the provider.
/// </remarks>
internal sealed class StoredProviders(ContextBroker broker, StoredEntities stored)
{
    /// <summary>How many a tenant may have.</summary>
    public const int Most = 100;

    private const string PutAt = "putAt";

    private readonly Turns _turns = new();

    /// <summary>Stores a provider, new or in place of the one of its name; nothing is left of the one before.</summary>
    /// <returns>Whether it is new.</returns>
    public ValueTask<bool> PutAsync(Call call, string id, JsonElement document, CancellationToken cancel) => _turns.InTurnAsync(id.GetHashCode(StringComparison.Ordinal), async () =>
    {
        await broker.Writes.CheckAsync(call, MutationKind.UpsertReplace, cancel);
        var before = await broker.Storage.Documents.FindAsync(call.Tenant, DocumentKind.Provider, id, cancel);
        if (before is null && await broker.Storage.Documents.CountAsync(call.Tenant, DocumentKind.Provider, cancel) >= Most)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"a tenant has at most {Most} providers"));
        var at = before is not null && before.ModifiedAt >= call.Now ? new Instant(before.ModifiedAt.Micros + 1) : call.Now;
        var change = await broker.Writes.RunAsync(call, MutationOf(call, id, document, at), selection: null, cancel);
        var kept = new JsonObject { ["owner"] = StoredCaller.Write(call.Caller), ["form"] = JsonNode.Parse(document.GetRawText()) };
        // What is shown is there now: without the other half it would never be asked.
        await broker.Storage.Documents.PutAsync(
            call.Tenant, new Document(DocumentKind.Provider, id, call.Caller.Subject, at, Encoding.UTF8.GetBytes(kept.ToJsonString())), CancellationToken.None);
        return change.Kind == ChangeKind.Created;
    }, cancel);

    /// <summary>Ends the request of a caller who may not put a provider; nothing is written.</summary>
    public ValueTask ForeseeAsync(Call call, string id, JsonElement document, CancellationToken cancel) =>
        broker.Writes.ForeseeAsync(call, [MutationOf(call, id, document, call.Now)], broker.Storage.Entities, cancel);

    /// <summary>All that are kept.</summary>
    public async ValueTask<List<(DocumentKey Key, Document Document)>> ListAsync(CancellationToken cancel) =>
        [.. (await broker.Storage.Documents.ListAsync(DocumentKind.Provider, cancel))
            .Where(item => item.Document.ExpiresAt.IsNone).Select(item => (new DocumentKey(item.Tenant, item.Document.Id), item.Document))];

    /// <summary>What a document holds: the provider, and in whose name it is asked; null where another version of this program has written something else.</summary>
    public static (Provider Provider, Caller Owner)? Read(Document document)
    {
        var kept = JsonNode.Parse(document.Body.Span)!.AsObject();
        return ProviderForm.Read(document.Id, JsonElement.Parse(kept["form"]!.ToJsonString()), []) is { } provider ? (provider, StoredCaller.Read(kept["owner"]!.AsObject())) : null;
    }

    /// <summary>What has become of a provider, by its entity; null where that belongs to another document, or is gone, and then the document goes too.</summary>
    public async ValueTask<ProviderState?> StateAsync(DocumentKey key, Document document, CancellationToken cancel)
    {
        if (await stored.ReadAsync(key.Tenant, key.Id, cancel) is { } entity)
            return PutAtOf(entity) == document.ModifiedAt ? ProviderState.OfEntity(entity) : null;
        // Not where it was put anew in this moment; the sweep takes what has passed its time.
        var now = broker.Now;
        await broker.Storage.Documents.ReplaceAsync(
            key.Tenant, document with { ModifiedAt = new Instant(Math.Max(now.Micros, document.ModifiedAt.Micros + 1)), ExpiresAt = now }, document.ModifiedAt, cancel);
        return null;
    }

    /// <summary>Writes what has become of a provider, in one commit; not where it is another one by now.</summary>
    public async ValueTask SaveAsync(DocumentKey key, Instant putAt, JsonObject changes, CancellationToken cancel)
    {
        var call = new Call(key.Tenant, Caller.Anonymous, broker.Terms.Default, broker.Now) { Local = true };
        var mutation = new Mutation(MutationKind.Merge, StoredEntities.IdOf(key.Id), SensorReadings.Read(changes, call, new ReadRules(NullRule.DeletesAnything, NeedsId: false)));
        // It is the broker that tells this, so no policy is asked.
        var intent = new Intent(mutation.Id, current => current is { IsDeleted: false } && stored.TextOf(current) is { } entity && PutAtOf(entity) == putAt
            ? Patch.Apply(current, mutation, call.Now) : Change.Refuse(NgsiLdErrors.NotFound($"entity {key.Id}")));
        await broker.Quotas.CommitAsync(key.Tenant, new[] { intent }, cancel);
    }

    private static Mutation MutationOf(Call call, string id, JsonElement document, Instant at)
    {
        var shown = ProviderForm.Entity(id, document);
        shown.Time(PutAt, at.ToString());
        var entity = SensorReadings.Read(shown, call, new ReadRules());
        return new Mutation(MutationKind.UpsertReplace, entity.Id, entity);
    }

    private static Instant PutAtOf(JsonElement entity) =>
        Stored.Value(entity, PutAt) is { } value && Stored.Word(value, "@value") is { } text && Instant.TryParse(text, out var time) ? time : Instant.None;
}
