using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests.Parity;

/// <summary>Random edits of the history with few keys, so that they meet: SQLite ends with the rows of the store in memory, each named once.</summary>
public sealed class HistoryParityTests : IAsyncLifetime
{
    static readonly string[] Ids = ["urn:p:1", "urn:p:2", "urn:p:3"];

    readonly TwoStores _stores = new();

    public static TheoryData<int> Seeds => TwoStores.Seeds;

    public async ValueTask InitializeAsync() => await _stores.OpenAsync();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Edits_end_alike(int seed)
    {
        var random = new Random(seed);
        var most = (Indexed: 0, Recent: 0);
        await _stores.CommitAsync(default, [.. Ids.Select(Create)]);
        for (var round = 0; round < 120; round++)
        {
            await _stores.CommitAsync(default, [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Edit(random))]);
            foreach (var id in Ids)
                await _stores.CompareHistoryAsync(default, OpenStore.Id(id));
            var (indexed, recent) = _stores.CheckNames();
            most = (Math.Max(most.Indexed, indexed), Math.Max(most.Recent, recent));
            if (random.Next(20) == 0)
                await _stores.OpenAsync();
        }
        Assert.True(most.Indexed > 20 && most.Recent > 20, $"the seed shows little: {most}");
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
}
