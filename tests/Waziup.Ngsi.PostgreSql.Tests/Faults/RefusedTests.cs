namespace Waziup.Ngsi.PostgreSql.Tests.Faults;

/// <summary>Databases that cannot be used are refused, with what to do.</summary>
public sealed class RefusedTests : IAsyncLifetime
{
    readonly string _schema = Cluster.NewSchema();
    Cluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told()
    {
        Assert.Contains("cannot be used", await OpenStore.RefusalAsync(_cluster, _schema, options => options.Connection = "Host=127.0.0.1;Port=1;Timeout=2"), StringComparison.Ordinal);
        Assert.Contains("connection string", await OpenStore.RefusalAsync(_cluster, _schema, options => options.Connection = "Hoist=x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_or_of_somebody_else_is_refused_and_left_alone()
    {
        await (await OpenStore.AtAsync(_cluster, _schema)).DisposeAsync();
        await _cluster.ExecuteAsync($"update {_schema}.meta set value = '99' where name = 'version'");
        var newer = await OpenStore.RefusalAsync(_cluster, _schema);
        await _cluster.ExecuteAsync($"drop schema {_schema} cascade; create schema {_schema}; create table {_schema}.theirs (x int)");
        var theirs = await OpenStore.RefusalAsync(_cluster, _schema);

        Assert.Contains("has version 99", newer, StringComparison.Ordinal);
        Assert.Contains("not of this program", theirs, StringComparison.Ordinal);
        Assert.Equal(1L, await _cluster.ReadAsync<long>($"select count(*) from information_schema.tables where table_schema = '{_schema}'"));
    }

    [Fact]
    public async Task A_failed_migration_leaves_the_schema_as_it_was()
    {
        await using (var store = await OpenStore.AtAsync(_cluster, _schema))
            await store.CommitAsync(OpenStore.Create("urn:p:1"));

        var refusal = await OpenStore.RefusalAsync(_cluster, _schema, null, [.. SchemaScripts.All, "create table half (x int); select 1 / 0;"]);

        Assert.Contains("was left as it was", refusal, StringComparison.Ordinal);
        await using var again = await OpenStore.AtAsync(_cluster, _schema);
        Assert.NotEqual("nothing", await again.FindAsync("urn:p:1"));
        Assert.Equal(0L, await _cluster.ReadAsync<long>($"select count(*) from information_schema.tables where table_schema = '{_schema}' and table_name = 'half'"));
    }

    [Fact]
    public async Task Weaker_durability_is_refused_unless_it_is_accepted()
    {
        const string Off = ";Options=-c synchronous_commit=off";

        var refusal = await OpenStore.RefusalAsync(_cluster, _schema, options => options.Connection += Off);
        await using var accepted = await OpenStore.AtAsync(_cluster, _schema, options => (options.Connection, options.RelaxedDurability) = (options.Connection + Off, true));

        Assert.Contains("synchronous_commit=off", refusal, StringComparison.Ordinal);
        Assert.Equal("Done", await accepted.EndOfAsync(OpenStore.Create("urn:p:1")));
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_refused()
    {
        await using var store = await OpenStore.AtAsync(_cluster, _schema, options => options.QueryTimeout = TimeSpan.FromSeconds(1));
        await store.CommitAsync(OpenStore.Create("urn:p:1"));
        await _cluster.ExecuteAsync(
            $"alter table {_schema}.entity_type rename to types; create view {_schema}.entity_type as select * from {_schema}.types where pg_sleep(5) is not null");

        var refused = await Assert.ThrowsAsync<Model.NgsiLdException>(async () => await store.Storage.Entities.QueryAsync(
            default, new Query.EntityQuery(new Query.Filter.OfType(new("https://uri.etsi.org/ngsi-ld/default-context/Plot")), default), OpenStore.Cancel));

        Assert.Equal("Too complex query", refused.Error.Title);
        Assert.NotEqual("nothing", await store.FindAsync("urn:p:1"));
    }
}
