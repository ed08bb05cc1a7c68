using System.Globalization;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>No room, or no right to write: writes fail with a reason, reads go on, and writes work again as soon as they can.</summary>
public sealed class FullTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_store_refuses_writes_reads_on_and_recovers_without_a_restart()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.CommitAsync(store.Create("urn:p:1"));
        await store.PragmaAsync("pragma max_page_count=1");

        var written = await FillAsync(store);
        var content = await store.ContentAsync();
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.EndOfAsync(Large(store, $"urn:more:{i}"))));

        Assert.All(refused, end => Assert.Equal("507 Storage full", end));
        Assert.Equal(content, await store.ContentAsync());
        Assert.Equal(written, (await store.IdsAsync()).Length);

        await store.PragmaAsync("pragma max_page_count=1073741823");
        Assert.Equal("Done", await store.EndOfAsync(Large(store, "urn:more:1")));
        Assert.NotNull(await store.FindAsync("urn:more:1"));
    }

    [Fact]
    public async Task A_batch_that_finds_no_room_writes_nothing()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.PragmaAsync("pragma max_page_count=1");

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() =>
            store.CommitAsync([.. Enumerable.Range(0, 100).Select(i => Large(store, $"urn:more:{i}"))]));

        Assert.Equal(507, refused.Error.Status);
        Assert.Contains("reads go on", refused.Error.Detail, StringComparison.Ordinal);
        Assert.Empty(await store.IdsAsync());
        Assert.Equal(0, (await store.Storage.CountAsync(OpenStore.Cancel)).Changes);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_refuses_writes_reads_on_and_recovers()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.CommitAsync(store.Create("urn:p:1"));
        await store.PragmaAsync("pragma query_only=1");

        var refused = await store.EndOfAsync(store.Create("urn:p:2"));
        var read = await store.FindAsync("urn:p:1");
        // The connection was given up with the first failure; a new one may write.
        var after = await store.EndOfAsync(store.Create("urn:p:2"));

        Assert.Equal("503 Storage unavailable", refused);
        Assert.NotNull(read);
        Assert.Equal("Done", after);
    }

    [Theory]
    [InlineData(13, 507)] // SQLITE_FULL
    [InlineData(8, 503)] // SQLITE_READONLY
    [InlineData(1032, 503)] // SQLITE_READONLY_DBMOVED
    [InlineData(778, 503)] // SQLITE_IOERR_WRITE
    [InlineData(1034, 503)] // SQLITE_IOERR_FSYNC
    [InlineData(5, 503)] // SQLITE_BUSY
    [InlineData(14, 503)] // SQLITE_CANTOPEN
    [InlineData(11, 503)] // SQLITE_CORRUPT
    public void A_failure_of_SQLite_has_a_status(int code, int status)
    {
        var error = new SqliteFailure(code, "secret text of SQLite").Error;

        Assert.Equal(status, error.Status);
        Assert.DoesNotContain("secret", error.Detail, StringComparison.Ordinal);
    }

    // Until nothing goes in any more; how many were written.
    static async Task<int> FillAsync(OpenStore store)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await store.EndOfAsync(Large(store, string.Create(CultureInfo.InvariantCulture, $"urn:fill:{i}"))) is "507 Storage full")
                return i + 1;
        }
        throw new InvalidOperationException("the store does not fill up");
    }

    static Storage.Intent Large(OpenStore store, string id) => store.Write(
        MutationKind.Create, id, Sample.Plot(id).Replace("\"value\":1", $"\"value\":\"{new string('x', 20_000)}\"", StringComparison.Ordinal));
}
