using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>A node on a schema, with what tests do to it.</summary>
sealed class OpenStore : IAsyncDisposable
{
    // It stands still; the stamps of an entity grow all the same.
    private static readonly Instant Now = Instant.Of(new ManualTime().GetUtcNow());

    private OpenStore(PostgreSqlStorage storage) => Storage = storage;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public PostgreSqlStorage Storage { get; }

    public static async Task<OpenStore> AtAsync(Cluster cluster, string schema, Action<PostgreSqlOptions>? configure = null, IReadOnlyList<string>? scripts = null)
    {
        var options = new PostgreSqlOptions { Connection = cluster.Connection, Schema = schema, QueryConnections = 4 };
        configure?.Invoke(options);
        var storage = new PostgreSqlStorage(options, new ManualTime(), NullLogger<PostgreSqlStorage>.Instance, scripts ?? SchemaScripts.All);
        await storage.PrepareAsync(Cancel);
        return new OpenStore(storage);
    }

    /// <summary>Why a schema is refused.</summary>
    public static async Task<string> RefusalAsync(Cluster cluster, string schema, Action<PostgreSqlOptions>? configure = null, IReadOnlyList<string>? scripts = null) =>
        (await Assert.ThrowsAsync<StorageException>(async () => await AtAsync(cluster, schema, configure, scripts))).Message;

    public static Intent Create(string id, double moisture = 1) => Write(MutationKind.Create, id, Sample.Plot(id, moisture));

    public static Intent Set(string id, double moisture) =>
        Write(MutationKind.Append, id, $$$"""{"moisture":{"type":"Property","value":{{{Sample.Number(moisture)}}}}}""");

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
            return $"{refused.Error.Status}";
        }
    }

    public async Task<string> FindAsync(string id)
    {
        try
        {
            return Sample.Document(await Storage.Entities.FindAsync(default, Sample.Id(id), Cancel));
        }
        catch (NgsiLdException refused)
        {
            return $"{refused.Error.Status}";
        }
    }

    public ValueTask DisposeAsync() => Storage.DisposeAsync();

    private static Intent Write(MutationKind kind, string id, string json)
    {
        var fragment = EntityReader.Read(Encoding.UTF8.GetBytes(json), CoreTerms.Context, new ReadRules(NeedsId: kind == MutationKind.Create));
        var mutation = new Mutation(kind, Sample.Id(id), fragment);
        return new Intent(mutation.Id, current => Patch.Apply(current, mutation, Now));
    }
}
