using System.Text.RegularExpressions;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>Several nodes on one schema.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    readonly string _schema = Cluster.NewSchema();
    Cluster _cluster = null!;
    OpenStore _one = null!;
    OpenStore _two = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.SharedAsync();
        var nodes = await Task.WhenAll(OpenStore.AtAsync(_cluster, _schema), OpenStore.AtAsync(_cluster, _schema));
        (_one, _two) = (nodes[0], nodes[1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_one is null)
            return;
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task A_tenant_that_one_node_deletes_is_begun_anew_by_the_other_that_still_writes()
    {
        Assert.True(TenantId.TryParse("farm", out var farm));
        await _two.Storage.Entities.CommitAsync(farm, new[] { OpenStore.Create("urn:p:0") }, Cancel);
        await _one.Storage.Entities.CommitAsync(farm, new[] { OpenStore.Create("urn:p:1") }, Cancel);
        var written = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; written++)
                await _two.Storage.Entities.CommitAsync(farm, new[] { OpenStore.Create($"urn:w:{written}") }, Cancel);
        }, Cancel);
        while (Volatile.Read(ref written) < 20)
            await Task.Delay(1, Cancel);

        Assert.True(await _one.Storage.Tenants.DropAsync(farm, Cancel));
        var from = Volatile.Read(ref written) + 2;
        while (Volatile.Read(ref written) < from + 20)
            await Task.Delay(1, Cancel);
        await stop.CancelAsync();
        await writing;

        // All that was written after the deletion is there, nothing from before it, and no row is left over.
        for (var i = from; i < written; i++)
            Assert.NotNull(await _two.Storage.Entities.FindAsync(farm, Sample.Id($"urn:w:{i}"), Cancel));
        Assert.Null(await _two.Storage.Entities.FindAsync(farm, Sample.Id("urn:p:0"), Cancel));
        Assert.Null(await _two.Storage.Entities.FindAsync(farm, Sample.Id("urn:w:0"), Cancel));
        var held = (await _two.Storage.Tenants.MeasureAsync(Cancel))[farm];
        while ((await _one.Storage.CountAsync(Cancel)).HistoryRows != held.HistoryRows)
            await Task.Delay(10, Cancel);
        while (!_one.Storage.Tenants.Exists(farm))
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task Both_write_one_entity_and_nothing_is_lost()
    {
        await _one.CommitAsync(OpenStore.Create("urn:p:1", 0));

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? _one : _two).CommitAsync(Count())));

        Assert.Contains("\"value\":400", await _one.FindAsync("urn:p:1"), StringComparison.Ordinal);
        Assert.Equal(401, (await _two.Storage.CountAsync(Cancel)).Changes);
    }

    [Fact]
    public async Task Of_two_who_create_the_same_one_succeeds()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(i => new[] { _one.EndOfAsync(OpenStore.Create($"urn:p:{i}")), _two.EndOfAsync(OpenStore.Create($"urn:p:{i}")) }));

        Assert.Equal(300, ends.Count(end => end == "Done"));
        Assert.Equal(300, ends.Count(end => end is "AlreadyExists" or "409"));
        Assert.Equal(300, (await _one.Storage.CountAsync(Cancel)).Entities);
    }

    [Fact]
    public async Task The_log_is_read_in_order_and_whole_while_both_write()
    {
        var writes = Task.WhenAll(Enumerable.Range(0, 1000).Select(i => (i % 2 == 0 ? _one : _two).CommitAsync(OpenStore.Create($"urn:p:{i}"))));
        var read = new List<long>();
        var position = 0L;
        while (read.Count < 1000)
        {
            await _two.Storage.Changes.WaitAsync(position, Cancel);
            var records = await _two.Storage.Changes.ReadAsync(position, 50, Cancel);
            read.AddRange(records.Select(record => record.Sequence));
            position = records.Count > 0 ? records[^1].Sequence : position;
        }
        await writes;

        Assert.Equal(read.Order(), read);
        Assert.Equal(1000, read.Distinct().Count());
    }

    [Fact]
    public async Task A_tenant_of_one_is_soon_known_to_the_other()
    {
        Assert.True(TenantId.TryParse("farm", out var farm));
        await _one.Storage.Entities.CommitAsync(farm, new[] { OpenStore.Create("urn:p:1") }, Cancel);

        while (!_two.Storage.Tenants.Exists(farm))
            await Task.Delay(5, Cancel);

        Assert.NotNull(await _two.Storage.Entities.FindAsync(farm, Sample.Id("urn:p:1"), Cancel));
    }

    [Fact]
    public async Task An_index_of_one_is_kept_by_the_other_from_the_beginning()
    {
        var key = new IndexKey(Term("Plot"), Term("moisture"), IsPlace: false);
        await _one.CommitAsync([.. Enumerable.Range(0, 2000).Select(i => OpenStore.Create($"urn:p:{i}", i))]);
        var writes = Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i += 20)
                await _two.CommitAsync([.. Enumerable.Range(i, 20).Select(n => OpenStore.Set($"urn:p:{n}", -1 - n))]);
        }, Cancel);

        await _one.Storage.IndexAsync(default, key, Cancel);
        await writes;

        var query = new EntityQuery(
            new Filter.All([new Filter.OfType(key.Type), QParser.Parse("q", "moisture<0", new QOptions(CoreTerms.Context, 0, []))]), default, 0, 1, WantsTotal: true);
        Assert.Equal(2000, (await _one.Storage.Entities.QueryAsync(default, query, Cancel)).Total);
        Assert.Equal(2000, await _cluster.ReadAsync<long>($"select count(*) from {_schema}.value"));
        Assert.Equal(0, await _cluster.ReadAsync<long>($"select count(*) from {_schema}.value where num >= 0"));
    }

    private static Intent Count() => new(Sample.Id("urn:p:1"), current =>
    {
        var value = int.Parse(Regex.Match(Sample.Document(current), "\"value\":(\\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        return OpenStore.Set("urn:p:1", value + 1).Apply(current);
    });

    private static Iri Term(string term) => new("https://uri.etsi.org/ngsi-ld/default-context/" + term);
}
