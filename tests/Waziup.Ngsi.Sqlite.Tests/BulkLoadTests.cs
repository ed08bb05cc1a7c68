using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sqlite.Tests;

public sealed class BulkLoadTests : IAsyncLifetime
{
    readonly TestFolder _folder = new();
    readonly ManualTime _time = new();
    readonly List<RejectedLine> _rejected = [];
    SqliteStorage _storage = null!;
    ContextBroker _broker = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = new SqliteStorage(new SqliteOptions { Path = _folder.File("context.db") }, _time, NullLogger<SqliteStorage>.Instance);
        _broker = new ContextBroker(_storage, new OpenPolicy(), new NoContexts(), _time, new NgsiLdOptions());
        await _broker.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_line_becomes_an_entity_with_history_and_change_record()
    {
        var report = await LoadAsync(Lines(2500), new LoadOptions());

        var counted = await _storage.CountAsync(Cancel);
        Assert.Equal(new LoadReport(2500, 2500, 0, 0, 0), report);
        Assert.Equal((2500, 2500, 2500), (counted.Entities, counted.HistoryRows, counted.Changes));
        Assert.NotNull(await FindAsync("urn:p:2499"));
        Assert.Empty(_rejected);
    }

    [Fact]
    public async Task Loading_again_writes_nothing()
    {
        await LoadAsync(Lines(50), new LoadOptions());
        var before = await _storage.CountAsync(Cancel);
        _time.Advance(TimeSpan.FromHours(1));

        var report = await LoadAsync(Lines(51), new LoadOptions { LinesAtOnce = 7 });

        var after = await _storage.CountAsync(Cancel);
        Assert.Equal(new LoadReport(51, 1, 0, 50, 0), report);
        Assert.Equal((before.HistoryRows + 1, before.Changes + 1), (after.HistoryRows, after.Changes));
    }

    [Fact]
    public async Task Bad_lines_are_told_with_their_numbers_and_the_others_loaded()
    {
        var lines = $$$"""
            {"id":"urn:p:1","type":"Plot"}

            {"id":"urn:p:2","type":"Plot"
            {"id":"no uri","type":"Plot"}
            ["urn:p:3"]
            {"id":"urn:p:4","type":"Plot","a":{"type":"Property"}}
            {"id":"urn:p:5","type":"Plot","@context":"http://nowhere.example/c.jsonld"}
            {"id":"urn:p:6","type":"Plot","a":{"type":"Property","value":"{{{new string('x', 2000)}}}"}}
            {"id":"urn:p:7","type":"Plot"}
            """;

        var report = await LoadAsync(lines, new LoadOptions { MaxLineBytes = 1024 });

        Assert.Equal([3, 4, 5, 6, 7, 8], _rejected.Select(line => line.Number));
        Assert.Equal(new LoadReport(9, 2, 0, 0, 6), report);
        Assert.Equal([400, 400, 400, 400, 504, 413], _rejected.Select(line => line.Error.Status));
        Assert.NotNull(await FindAsync("urn:p:7"));
        Assert.Null(await FindAsync("urn:p:6"));
    }

    [Fact]
    public async Task Readings_of_one_sensor_become_its_history_and_may_be_loaded_twice()
    {
        var readings = string.Join("\r\n", Enumerable.Range(0, 60).Select(minute =>
            string.Create(CultureInfo.InvariantCulture,
                $$$"""{"id":"urn:s:1","type":"Sensor","t":{"type":"Property","value":{{{minute}}} ,"observedAt":"2026-01-01T00:{{{minute:00}}}:00Z"}}""")));

        await LoadAsync(readings, new LoadOptions { Update = true, LinesAtOnce = 13 });
        await LoadAsync(readings, new LoadOptions { Update = true });

        var rows = await _storage.History.ReadAsync(default, Id("urn:s:1"), Cancel);
        Assert.Equal(Enumerable.Range(0, 60).Select(value => (double)value), rows.Select(row => row.Number));
        Assert.Equal(1, (await _storage.CountAsync(Cancel)).Entities);
    }

    [Fact]
    public async Task A_load_goes_on_where_the_last_report_ended()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var last = new LoadReport(0, 0, 0, 0, 0);
        var progress = new Seen(report =>
        {
            last = report;
            if (report.Lines >= 300)
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _broker.LoadAsync(default, Stream(Lines(1000)), new LoadOptions { LinesAtOnce = 100 }, _rejected.Add, progress, stop.Token));

        var rest = await LoadAsync(Lines(1000), new LoadOptions { SkipLines = last.Lines });

        Assert.Equal(300, last.Lines);
        Assert.Equal(1000, rest.Lines);
        // The part that was on its way when the load was stopped is there already.
        Assert.Equal(700, rest.Created + rest.Unchanged);
        Assert.Equal((1000, 1000), ((await _storage.CountAsync(Cancel)).Entities, (await _storage.CountAsync(Cancel)).HistoryRows));
    }

    [Fact]
    public async Task Lines_go_to_the_tenant_that_was_named()
    {
        Assert.True(TenantId.TryParse("farm", out var farm));

        await _broker.LoadAsync(farm, Stream(Lines(3)), new LoadOptions(), _rejected.Add, progress: null, Cancel);

        var now = Json.Instant.Of(_time.GetUtcNow());
        var page = await _storage.Entities.QueryAsync(farm, new EntityQuery(Filter.Everything, now, WantsTotal: true), Cancel);
        Assert.Equal(3, page.Total);
        Assert.Null(await FindAsync("urn:p:1"));
    }

    [Fact]
    public async Task Options_out_of_their_bounds_are_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await LoadAsync("", new LoadOptions { LinesAtOnce = 0 }));

    ValueTask<LoadReport> LoadAsync(string lines, LoadOptions options) =>
        _broker.LoadAsync(default, Stream(lines), options, _rejected.Add, progress: null, Cancel);

    ValueTask<Entity?> FindAsync(string id) => _storage.Entities.FindAsync(default, Id(id), Cancel);

    static MemoryStream Stream(string lines) => new(Encoding.UTF8.GetBytes(lines));

    static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));

    static string Lines(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"id":"urn:p:{{{i}}}","type":"Plot","moisture":{"type":"Property","value":{{{i}}} }}""")));

    sealed class Seen(Action<LoadReport> then) : IProgress<LoadReport>
    {
        public void Report(LoadReport value) => then(value);
    }

    sealed class NoContexts : IContextLoader
    {
        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) =>
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"{context} cannot be had");
    }
}
