using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>What every store has to do; each subject derives a class from this one, each store derives from each of those.</summary>
public abstract class StorageContract<TStore> : IAsyncLifetime
    where TStore : StoreUnderTest, new()
{
    readonly TStore _store = new();

    /// <summary>The clock of the test; writes get their stamps from it.</summary>
    protected ManualTime Time { get; } = new();

    /// <summary>The store.</summary>
    protected IStorage Storage { get; private set; } = null!;

    private protected TStore UnderTest => _store;

    /// <summary>Whether it survives.</summary>
    protected bool IsDurable => _store.IsDurable;

    /// <summary>The test's cancellation.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected Instant Now => Instant.Of(Time.GetUtcNow());

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Storage = await _store.OpenAsync(Time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Storage is not null)
            await Storage.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store and opens it again, where that keeps what was written.</summary>
    protected async ValueTask ReopenAsync()
    {
        if (!IsDurable)
            return;
        await Storage.DisposeAsync();
        Storage = await _store.OpenAsync(Time);
    }

    private protected static TenantId Tenant(string name) =>
        TenantId.TryParse(name, out var tenant) ? tenant : throw new ArgumentException(name, nameof(name));

    private protected static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));

    private protected static Iri Term(string term) => new("https://uri.etsi.org/ngsi-ld/default-context/" + term);

    /// <summary>A mutation as an intent, at the test's time.</summary>
    private protected Intent Intent(MutationKind kind, string id, string? json = null, Func<Mutation, Mutation>? with = null)
    {
        var fragment = json is null ? null : EntityReader.Read(
            Encoding.UTF8.GetBytes(json), CoreTerms.Context,
            new ReadRules(kind == MutationKind.Merge ? NullRule.DeletesAnything : NullRule.Refused, NeedsId: kind == MutationKind.Create));
        var mutation = new Mutation(kind, Id(id), fragment);
        mutation = with?.Invoke(mutation) ?? mutation;
        var now = Now;
        return new Intent(mutation.Id, current => Patch.Apply(current, mutation, now));
    }

    private protected async Task<Change> WriteAsync(
        MutationKind kind, string id, string? json = null, Func<Mutation, Mutation>? with = null, TenantId tenant = default) =>
        Assert.Single(await CommitAsync(tenant, Intent(kind, id, json, with)));

    private protected async Task<ImmutableArray<Change>> CommitAsync(TenantId tenant, params Intent[] intents) =>
        await Storage.Entities.CommitAsync(tenant, intents, Cancel);

    /// <summary>Creates an entity of type Plot with one Property <c>moisture</c>.</summary>
    private protected async Task<Change> CreateAsync(string id, double moisture = 1, string type = "Plot", TenantId tenant = default) =>
        await WriteAsync(MutationKind.Create, id, Sample.Plot(id, moisture, type), tenant: tenant);

    private protected Task<Change> SetAsync(string id, double moisture, string? observedAt = null) =>
        WriteAsync(MutationKind.Append, id, observedAt is null
            ? $$$"""{"moisture":{"type":"Property","value":{{{Sample.Number(moisture)}}}}}"""
            : $$$"""{"moisture":{"type":"Property","value":{{{Sample.Number(moisture)}}},"observedAt":"{{{observedAt}}}"}}""");

    /// <summary>Changes the history of an entity, which has to be there, and nothing else of it.</summary>
    private protected Task EditAsync(string id, params HistoryEdit[] edits) => CommitAsync(default, new Intent(Id(id), current => new Change
    {
        Outcome = Outcome.Done,
        Kind = ChangeKind.Rewritten,
        After = current,
        Stamp = edits[0].Stamp,
        History = [.. edits],
    }));

    private protected ValueTask<Entity?> FindAsync(string id, TenantId tenant = default) => Storage.Entities.FindAsync(tenant, Id(id), Cancel);

    private protected ValueTask<IReadOnlyList<HistoryRow>> HistoryAsync(string id, TenantId tenant = default) =>
        Storage.History.ReadAsync(tenant, Id(id), Cancel);

    /// <summary>The rows of an entity in a window, as they are shown.</summary>
    private protected async Task<List<HistoryRow>> VisitAsync(string id, Window window, int most = int.MaxValue)
    {
        var rows = new List<HistoryRow>();
        await Storage.History.VisitAsync(default, Id(id), window, row =>
        {
            rows.Add(row);
            return rows.Count < most;
        }, Cancel);
        return rows;
    }

    private protected async Task<IReadOnlyList<LoggedChange>> LogAsync(long after = 0, int max = int.MaxValue)
    {
        await _store.SettleAsync(Storage);
        return await Storage.Changes.ReadAsync(after, max, Cancel);
    }
}
