using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>One poisoned write in a group fails only its own request.</summary>
public sealed class PoisonTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(39)]
    public async Task A_write_whose_apply_throws_fails_alone(int poisoned)
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));

        var ends = await GroupAsync(store, i => i == poisoned
            ? new Intent(OpenStore.Id($"urn:p:{i}"), _ => throw new InvalidOperationException("poison"))
            : store.Create($"urn:p:{i}", i));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i == poisoned ? "500" : "Done"), ends);
        await AssertWholeAsync(store, poisoned);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(39)]
    public async Task A_write_that_SQLite_refuses_fails_alone(int poisoned)
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.PragmaAsync(
            $"create trigger poison before insert on entity when new.id = 'urn:p:{poisoned}' begin select raise(abort, 'poison'); end");

        var ends = await GroupAsync(store, i => store.Create($"urn:p:{i}", i));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i == poisoned ? "500" : "Done"), ends);
        await AssertWholeAsync(store, poisoned);
    }

    [Fact]
    public async Task A_poisoned_item_of_a_batch_fails_alone()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.PragmaAsync("create trigger poison before insert on history when new.num = 17 begin select raise(abort, 'poison'); end");

        var changes = await store.CommitAsync([.. Enumerable.Range(0, 40).Select(i => store.Create($"urn:p:{i}", i))]);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i == 17), changes.Select(change => change.Error is { Status: 500 }));
        await AssertWholeAsync(store, 17);
    }

    [Fact]
    public async Task What_a_poisoned_group_began_is_there_afterwards_as_if_it_had_never_been_tried()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.PragmaAsync("create trigger poison before insert on history when new.num = 1 begin select raise(abort, 'poison'); end");
        Assert.True(TenantId.TryParse("farm", out var farm));

        // A tenant and names that come into being in a transaction that is rolled back must not stay in memory.
        var refused = await store.Storage.Entities.CommitAsync(farm, new[] { store.Create("urn:p:1") }, OpenStore.Cancel);
        var exists = store.Storage.Tenants.Exists(farm);
        await store.PragmaAsync("drop trigger poison");
        var written = await store.Storage.Entities.CommitAsync(farm, new[] { store.Create("urn:p:1") }, OpenStore.Cancel);

        Assert.Equal(500, refused[0].Error!.Status);
        Assert.False(exists);
        Assert.Equal(Outcome.Done, written[0].Outcome);
        Assert.Equal("https://uri.etsi.org/ngsi-ld/default-context/moisture",
            Assert.Single(await store.Storage.History.ReadAsync(farm, OpenStore.Id("urn:p:1"), OpenStore.Cancel)).Name);
    }

    static async Task<string[]> GroupAsync(OpenStore store, Func<int, Intent> intent)
    {
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 40).Select(i => store.EndOfAsync(intent(i))).ToArray();
        release();
        return await Task.WhenAll(writes);
    }

    static async Task AssertWholeAsync(OpenStore store, int poisoned)
    {
        var expected = Enumerable.Range(0, 40).Where(i => i != poisoned).Select(i => $"urn:p:{i}").ToArray();
        Assert.Equal(expected, await store.IdsAsync());
        var log = await store.Storage.Changes.ReadAsync(0, int.MaxValue, OpenStore.Cancel);
        Assert.Equal(expected, log.Select(change => change.After.Id.Value));
        Assert.Equal(Sample.Whole(await store.FindAsync(expected[^1])), Sample.Whole(log[^1].After));
        foreach (var id in expected)
            Assert.Single(await store.Storage.History.ReadAsync(default, OpenStore.Id(id), OpenStore.Cancel));
        Assert.Empty(await store.Storage.History.ReadAsync(default, OpenStore.Id($"urn:p:{poisoned}"), OpenStore.Cancel));
    }
}
