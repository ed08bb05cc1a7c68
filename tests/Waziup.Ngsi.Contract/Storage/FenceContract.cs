using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Documents that decide what may be written beside them.</summary>
public abstract class FenceContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task It_rises_with_each_such_document_and_with_no_other()
    {
        var start = await HeightAsync();
        await Storage.Documents.PutAsync(default, Document("a"), Cancel);
        Assert.Equal(start, await HeightAsync());

        var first = await RaiseAsync("b");
        Assert.Equal(first, await HeightAsync());
        var second = await RaiseAsync("b", Tenant("farm"));

        Assert.True(start < first && first < second, $"{start} {first} {second}");
        Assert.Equal(second, await HeightAsync());
        await ReopenAsync();
        Assert.Equal(["/a", "/b", "farm/b"], (await Storage.Documents.ListAsync(DocumentKind.Registration, Cancel))
            .Select(item => $"{item.Tenant.Value}/{item.Document.Id}").Order(StringComparer.Ordinal));
        await IsWrittenAsync("urn:p:1", await HeightAsync());
    }

    [Fact]
    public async Task Whoever_knows_less_writes_nothing()
    {
        await CreateAsync("urn:p:1");
        var before = await HeightAsync();
        await IsWrittenAsync("urn:p:2", before);
        await RaiseAsync("a", Tenant("farm"));
        var log = (await LogAsync()).Count;

        var changes = await CommitAsync(
            default, Fenced(MutationKind.Create, "urn:p:3", before), Fenced(MutationKind.Create, "urn:p:4", await HeightAsync()),
            Fenced(MutationKind.DeleteEntity, "urn:p:1", before), Intent(MutationKind.Create, "urn:p:5", Sample.Plot("urn:p:5")));

        Assert.Equal([NgsiLdErrors.Overtaken, null, NgsiLdErrors.Overtaken, null], changes.Select(change => change.Error));
        Assert.Null(await FindAsync("urn:p:3"));
        Assert.Empty(await HistoryAsync("urn:p:3"));
        foreach (var id in new[] { "urn:p:1", "urn:p:4", "urn:p:5" })
            Assert.NotNull(await FindAsync(id));
        Assert.Equal(log + 2, (await LogAsync()).Count);
    }

    [Fact]
    public async Task What_was_written_before_it_rose_is_found_afterwards_and_nothing_comes_to_it()
    {
        var written = 0;
        for (var round = 0; round < 25; round++)
        {
            var height = await HeightAsync();
            using var stop = new CancellationTokenSource();
            using var begun = new SemaphoreSlim(0);
            var writers = Enumerable.Range(0, 4)
                .Select(writer => Task.Run(() => WriteAsync(round, writer, height, begun, stop.Token), Cancel)).ToArray();
            for (var i = 0; i < round % 5; i++)
                await begun.WaitAsync(Cancel);

            await RaiseAsync("a");
            var found = await CountAsync();
            await stop.CancelAsync();
            written += (await Task.WhenAll(writers)).Sum();

            Assert.Equal(written, found);
        }
    }

    [Fact]
    public async Task Whoever_knows_the_height_finds_the_documents_that_have_raised_it()
    {
        var raising = Task.Run(async () =>
        {
            var heights = new Dictionary<string, long>();
            for (var i = 0; i < 60; i++)
                heights[$"{i}"] = await RaiseAsync($"{i}");
            return heights;
        }, Cancel);
        var looks = new List<(long Height, HashSet<string> Found)>();
        while (!raising.IsCompleted)
        {
            var height = await HeightAsync();
            looks.Add((height, [.. (await Storage.Documents.ListAsync(DocumentKind.Registration, Cancel)).Select(item => item.Document.Id)]));
        }
        var heights = await raising;

        Assert.All(looks, look => Assert.Superset(heights.Where(pair => pair.Value <= look.Height).Select(pair => pair.Key).ToHashSet(), look.Found));
    }

    /// <summary>Writes until it is refused, and once more after it may stop; returns how many were written.</summary>
    private async Task<int> WriteAsync(int round, int writer, long height, SemaphoreSlim begun, CancellationToken stop)
    {
        for (var count = 0; ; count++)
        {
            var isLast = stop.IsCancellationRequested;
            var change = Assert.Single(await CommitAsync(
                default, Fenced(MutationKind.Create, string.Create(CultureInfo.InvariantCulture, $"urn:p:{round}-{writer}-{count}"), height)));
            if (change.Error is { } error)
                Assert.Equal(NgsiLdErrors.Overtaken, error);
            else
                begun.Release();
            if (change.Error is not null || isLast)
                return change.Error is null ? count + 1 : count;
        }
    }

    private async Task<int> CountAsync() =>
        (int)(await Storage.Entities.QueryAsync(default, new EntityQuery(Filter.Everything, Now, Limit: 0) { WantsTotal = true }, Cancel)).Total!.Value;

    private async Task IsWrittenAsync(string id, long height) =>
        Assert.Null(Assert.Single(await CommitAsync(default, Fenced(MutationKind.Create, id, height))).Error);

    private Intent Fenced(MutationKind kind, string id, long height) =>
        Intent(kind, id, kind == MutationKind.Create ? Sample.Plot(id) : null) with { Fence = height };

    private ValueTask<long> HeightAsync() => Storage.Documents.FenceAsync(Cancel);

    private ValueTask<long> RaiseAsync(string id, TenantId tenant = default) => Storage.Documents.RaiseAsync(tenant, Document(id), Cancel);

    private Document Document(string id) => new(DocumentKind.Registration, id, null, Now, "{}"u8.ToArray());
}
