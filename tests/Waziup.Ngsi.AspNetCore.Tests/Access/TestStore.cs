using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.PostgreSql;
using Waziup.Ngsi.PostgreSql.Tests;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>The store of a test: memory, or what its class says by the trait <c>Store</c>. What was in it is gone with the test.</summary>
sealed class TestStore : IAsyncDisposable
{
    public const string Trait = "Store";
    public const string Sqlite = "SQLite";
    public const string PostgreSql = "PostgreSQL";

    private readonly Func<IStorage> _open;
    private readonly Func<Task> _forget;

    private TestStore(Func<IStorage> open, Func<Task> forget) => (_open, _forget, Storage) = (open, forget, open());

    public IStorage Storage { get; }

    /// <summary>The store; whoever uses it prepares it.</summary>
    public static async Task<TestStore> StartAsync(TimeProvider clock)
    {
        switch (TestContext.Current.TestClass?.Traits.GetValueOrDefault(Trait)?.Single())
        {
            case Sqlite:
                var folder = Directory.CreateTempSubdirectory("waziup-access-");
                return new TestStore(
                    () => new SqliteStorage(new SqliteOptions { Path = Path.Combine(folder.FullName, "context.db") }, clock, NullLogger<SqliteStorage>.Instance),
                    () => Task.Run(() => folder.Delete(recursive: true)));
            case PostgreSql:
                var (cluster, schema) = (await Cluster.SharedAsync(), Cluster.NewSchema());
                return new TestStore(
                    () => new PostgreSqlStorage(
                        new PostgreSqlOptions { Connection = cluster.Connection, Schema = schema, QueryConnections = 4 }, clock, NullLogger<PostgreSqlStorage>.Instance),
                    () => cluster.ExecuteAsync($"drop schema if exists {schema} cascade"));
            default:
                return new TestStore(() => new MemoryStorage(), () => Task.CompletedTask);
        }
    }

    /// <summary>The same store as another process sees it, prepared.</summary>
    public async Task<IStorage> OpenAsync()
    {
        var other = _open();
        await other.PrepareAsync(TestContext.Current.CancellationToken);
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await _forget();
    }
}
