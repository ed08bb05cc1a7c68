using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>A store over a file, with what tests do to it.</summary>
sealed class OpenStore : IAsyncDisposable
{
    private OpenStore(SqliteStorage storage) => Storage = storage;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new();

    public SqliteStorage Storage { get; }

    public Instant Now => Instant.Of(Time.GetUtcNow());

    public static Task<OpenStore> AtAsync(string path, Action<SqliteOptions> configure) => AtAsync(path, null, configure);

    public static async Task<OpenStore> AtAsync(string path, IReadOnlyList<string>? scripts = null, Action<SqliteOptions>? configure = null)
    {
        var options = new SqliteOptions { Path = path };
        configure?.Invoke(options);
        var storage = new SqliteStorage(options, new ManualTime(), NullLogger<SqliteStorage>.Instance, scripts ?? SchemaScripts.All);
        await storage.PrepareAsync(Cancel);
        return new OpenStore(storage);
    }

    /// <summary>Why the file is refused.</summary>
    public static async Task<string> RefusalAsync(string path, IReadOnlyList<string>? scripts = null)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await AtAsync(path, scripts));
        return refused.Message;
    }

    public static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));

    public Intent Create(string id, double moisture = 1) => Write(MutationKind.Create, id, Sample.Plot(id, moisture));

    public Intent Write(MutationKind kind, string id, string json, Func<Mutation, Mutation>? with = null)
    {
        var fragment = EntityReader.Read(Encoding.UTF8.GetBytes(json), CoreTerms.Context, new ReadRules(NeedsId: kind == MutationKind.Create, Temporal: kind >= MutationKind.Ingest));
        var mutation = new Mutation(kind, Id(id), fragment);
        mutation = with?.Invoke(mutation) ?? mutation;
        var now = Now;
        return new Intent(mutation.Id, current => Patch.Apply(current, mutation, now));
    }

    public async Task<ImmutableArray<Change>> CommitAsync(params Intent[] intents) => await Storage.Entities.CommitAsync(default, intents, Cancel);

    /// <summary>How a write ends: its outcome, or the status of what it throws.</summary>
    public async Task<string> EndOfAsync(Intent intent)
    {
        try
        {
            var change = Assert.Single(await CommitAsync(intent));
            return change.Error is null ? change.Outcome.ToString() : $"{change.Error.Status}";
        }
        catch (NgsiLdException refused)
        {
            return $"{refused.Error.Status} {refused.Error.Title}";
        }
    }

    public ValueTask<Entity?> FindAsync(string id) => Storage.Entities.FindAsync(default, Id(id), Cancel);

    public async Task<string[]> IdsAsync()
    {
        var page = await Storage.Entities.QueryAsync(default, new EntityQuery(Filter.Everything, Now, 0, 100_000), Cancel);
        return [.. page.Rows.Select(row => row.Id.Value)];
    }

    /// <summary>Everything that is stored, as text that can be compared.</summary>
    public async Task<string> ContentAsync()
    {
        var text = new StringBuilder();
        foreach (var id in await IdsAsync())
        {
            text.AppendLine(Sample.Whole(await FindAsync(id)));
            foreach (var row in await Storage.History.ReadAsync(default, Id(id), Cancel))
                text.AppendLine(Sample.Whole(row));
        }
        foreach (var change in await Storage.Changes.ReadAsync(0, int.MaxValue, Cancel))
            text.AppendLine(Sample.Whole(change.Kind == ChangeKind.Updated ? change with { Previous = Replaced(change.Previous) } : change));
        foreach (var (tenant, document) in await Storage.Documents.ListAsync(DocumentKind.Context, Cancel))
            text.AppendLine($"{tenant} {document.Id} {document.Owner} {Encoding.UTF8.GetString(document.Body.Span)}");
        return text.ToString();
    }

    /// <summary>Runs SQL on the write connection, between two groups.</summary>
    public Task PragmaAsync(string sql) => Storage.WriteAsync(
        transaction =>
        {
            transaction.Connection.Execute(sql);
            return true;
        },
        Cancel);

    /// <summary>Holds the writer until the returned action is called, so that what is queued meanwhile becomes one group.</summary>
    public async Task<Action> HoldAsync()
    {
        var held = new TaskCompletionSource();
        var go = new ManualResetEventSlim();
        _ = Storage.WriteAsync(
            _ =>
            {
                held.TrySetResult();
                go.Wait(Cancel);
                return true;
            },
            Cancel);
        await held.Task.WaitAsync(Cancel);
        return go.Set;
    }

    public ValueTask DisposeAsync() => Storage.DisposeAsync();

    /// <summary>The instances that a change has replaced; stores of before keep nothing else of what was.</summary>
    static Entity? Replaced(Entity? previous)
    {
        if (previous is null or { Instances.Length: 0 })
            return null;
        var builder = EntityBuilder.Start(previous.Id);
        Rebuild.CopyTypes(previous, builder);
        builder.SetScope(default);
        Rebuild.CopyWhere(previous, builder, _ => true);
        return builder.Build();
    }
}
