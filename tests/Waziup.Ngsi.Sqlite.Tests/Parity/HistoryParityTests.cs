using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Sqlite.Tests.Parity;

/// <summary>Random edits of the history with few keys, so that they meet: SQLite ends with the rows of the store in memory, each named once.</summary>
public sealed class HistoryParityTests : IAsyncLifetime
{
    static readonly int Seeds = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 100 : 6;
    static readonly string[] Ids = ["urn:p:1", "urn:p:2", "urn:p:3"];

    readonly TestFolder _folder = new();
    readonly ManualTime _time = new();
    readonly MemoryStorage _memory = new();
    SqliteStorage _sqlite = null!;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string Path => _folder.File("context.db");

    public async ValueTask InitializeAsync()
    {
        await _memory.PrepareAsync(Cancel);
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        await _sqlite.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Edits_end_alike(int seed)
    {
        var random = new Random(seed);
        var most = (Indexed: 0, Recent: 0);
        foreach (var id in Ids)
            await CommitAsync(Create(id));
        for (var round = 0; round < 120; round++)
        {
            await CommitAsync([.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Edit(random))]);
            await CompareAsync();
            var (indexed, recent) = HistoryNames.Check(Path);
            most = (Math.Max(most.Indexed, indexed), Math.Max(most.Recent, recent));
            if (random.Next(20) == 0)
            {
                await _sqlite.DisposeAsync();
                await OpenAsync();
            }
        }
        Assert.True(most.Indexed > 20 && most.Recent > 20, $"the seed shows little: {most}");
    }

    private async Task CommitAsync(params Intent[] intents)
    {
        await _memory.Entities.CommitAsync(default, intents, Cancel);
        await _sqlite.Entities.CommitAsync(default, intents, Cancel);
    }

    private async Task CompareAsync()
    {
        foreach (var id in Ids)
        {
            Assert.Equal(
                (await _memory.History.ReadAsync(default, OpenStore.Id(id), Cancel)).Select(Sample.Whole),
                (await _sqlite.History.ReadAsync(default, OpenStore.Id(id), Cancel)).Select(Sample.Whole));
        }
    }

    private static Intent Create(string id) => new(OpenStore.Id(id), _ => Patch.Apply(
        null,
        new Mutation(MutationKind.Create, OpenStore.Id(id), EntityReader.Read(
            Encoding.UTF8.GetBytes(Sample.Plot(id, 1)), CoreTerms.Context, new ReadRules(NeedsId: true))),
        new Instant(0)));

    private static Intent Edit(Random random)
    {
        var stamp = new Instant(random.Next(1000));
        ImmutableArray<HistoryEdit> edits = [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Edit(random, stamp))];
        return new Intent(OpenStore.Id(Ids[random.Next(Ids.Length)]), current => new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Updated,
            After = current,
            Stamp = stamp,
            History = edits,
        });
    }

    private static HistoryEdit Edit(Random random, Instant stamp)
    {
        var kind = random.Next(100) switch
        {
            < 80 => HistoryEditKind.Put,
            < 94 => HistoryEditKind.Deletion,
            < 97 => HistoryEditKind.RemoveInstance,
            < 99 => HistoryEditKind.RemoveAttribute,
            _ => HistoryEditKind.RemoveAll,
        };
        var dataset = random.Next(3) == 0 ? Encoding.UTF8.GetBytes("urn:d:1") : [];
        var number = random.Next(1000);
        return new HistoryEdit(
            kind, Encoding.UTF8.GetBytes($"urn:a:{random.Next(3)}"), dataset, new Instant(random.Next(40)), stamp, AttributeKind.Property,
            kind == HistoryEditKind.Put ? Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : default,
            kind == HistoryEditKind.Put ? number : double.NaN);
    }

    private async Task OpenAsync()
    {
        _sqlite = new SqliteStorage(new SqliteOptions { Path = Path }, _time, NullLogger<SqliteStorage>.Instance);
        await _sqlite.PrepareAsync(Cancel);
    }
}
