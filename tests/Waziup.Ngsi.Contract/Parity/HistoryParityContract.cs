using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Parity;

/// <summary>Random edits of the history with few keys, so that they meet: the other ends with the rows of the store in memory.</summary>
public abstract class HistoryParityContract<TStore> : IAsyncLifetime
    where TStore : StoreUnderTest, new()
{
    const int FewTimes = 40;
    const int ManyTimes = 400;
    static readonly string[] Ids = ["urn:p:1", "urn:p:2", "urn:p:3"];

    readonly TwoStores<TStore> _stores = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await _stores.OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(ParitySeeds.All), MemberType = typeof(ParitySeeds))]
    public async Task Edits_end_alike(int seed)
    {
        var random = new HistoryGenerator(seed);
        var most = (Indexed: 0, Recent: 0);
        await _stores.CommitAsync(default, [.. Ids.Select(Create)]);
        for (var round = 0; round < 120; round++)
        {
            await _stores.CommitAsync(
                default, [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Write(Ids[random.Next(Ids.Length)], 1 + random.Next(8), FewTimes, removals: 6))]);
            foreach (var id in Ids)
            {
                await _stores.CompareHistoryAsync(default, Sample.Id(id));
                await _stores.CompareWindowAsync(default, Sample.Id(id), random.Window(FewTimes), int.MaxValue);
            }
            var (indexed, recent) = _stores.CheckNames();
            most = (Math.Max(most.Indexed, indexed), Math.Max(most.Recent, recent));
            if (random.Next(20) == 0)
                await _stores.OpenAsync();
        }
        Assert.True(most == (0, 0) || (most.Indexed > 20 && most.Recent > 20), $"the seed shows little: {most}");
    }

    [Theory]
    [MemberData(nameof(ParitySeeds.All), MemberType = typeof(ParitySeeds))]
    public async Task Windows_show_alike(int seed)
    {
        var random = new HistoryGenerator(seed);
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"urn:p:{i}")];
        await _stores.CommitAsync(default, [.. ids.Select(Create)]);
        // The first one has nothing but the row that it came with, the second one not even that; the others have the more the higher their numbers, up to 200.
        await _stores.CommitAsync(default, Clear(ids[1]));
        for (var i = 2; i < ids.Length; i++)
        {
            for (var left = (i * 24) + random.Next(32); left > 0; left -= 20)
                await _stores.CommitAsync(default, random.Write(ids[i], Math.Min(left, 20), ManyTimes, removals: 0));
        }
        var (windows, rows, sums) = (0, 0, 0);
        for (var round = 0; round < 40; round++)
        {
            foreach (var id in ids)
            {
                var shown = await _stores.CompareWindowAsync(default, Sample.Id(id), random.Window(ManyTimes), random.Next(3) == 0 ? 1 + random.Next(60) : int.MaxValue);
                sums += await _stores.CompareValuesAsync(default, Sample.Id(id), random.KeyWindow(ManyTimes), random.Next(2) == 0 ? 0 : 1 + random.Next(ManyTimes));
                windows += shown > 0 ? 1 : 0;
                rows += shown;
            }
            await _stores.CommitAsync(default, random.Write(ids[2 + random.Next(ids.Length - 2)], 1 + random.Next(4), ManyTimes, removals: 3));
            if (random.Next(20) == 0)
                await _stores.OpenAsync();
        }
        Assert.True(windows > 80 && rows > 2000 && (!_stores.AddsUp || sums > 100), $"the seed shows little: {windows} windows, {rows} rows, {sums} sums");
    }

    private static Intent Create(string id) => new(Sample.Id(id), _ => Patch.Apply(
        null,
        new Mutation(MutationKind.Create, Sample.Id(id), EntityReader.Read(
            Encoding.UTF8.GetBytes(Sample.Plot(id, 1)), CoreTerms.Context, new ReadRules(NeedsId: true))),
        new Instant(0)));

    private static Intent Clear(string id) => new(Sample.Id(id), current => new Change
    {
        Outcome = Outcome.Done,
        Kind = ChangeKind.Rewritten,
        After = current,
        Stamp = new Instant(0),
        History = [new HistoryEdit(HistoryEditKind.RemoveAll, default, default, default, new Instant(0), AttributeKind.None, default, double.NaN)],
    });
}
