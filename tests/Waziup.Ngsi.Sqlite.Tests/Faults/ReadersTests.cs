namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>Connections keep the state that they read for the next read; nobody reads an old one, and the log does not wait for them.</summary>
public sealed class ReadersTests : IDisposable
{
    const int Pages = 100;
    const int PageBytes = 4096 + 24;

    readonly TestFolder _folder = new();

    string Path => _folder.File("context.db");

    long LogBytes => new FileInfo(Path + "-wal").Length;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_read_sees_every_write_that_was_answered_before()
    {
        await using var store = await OpenStore.AtAsync(Path);
        var readers = Enumerable.Range(0, 4).Select(number => WriteAndReadAsync(store, $"urn:plot:{number}"));

        Assert.All(await Task.WhenAll(readers), missed => Assert.Equal(0, missed));
    }

    [Fact]
    public async Task The_log_begins_anew_although_connections_have_read()
    {
        await using var store = await OpenStore.AtAsync(Path, options => options.CheckpointPages = Pages);
        await store.CommitAsync(store.Create("urn:plot:0"));

        for (var i = 1; i <= 12 * Pages; i++)
        {
            // Read once in a while: the connection then is idle, with a state that grows old.
            if (i % 50 == 1)
                await store.FindAsync("urn:plot:0");
            await store.CommitAsync(store.Create($"urn:plot:{i}"));
        }

        Assert.InRange(LogBytes, 1, 5 * Pages * PageBytes);
    }

    [Fact]
    public async Task The_log_begins_anew_while_others_read_without_end()
    {
        await using var store = await OpenStore.AtAsync(Path, options => options.CheckpointPages = Pages);
        await store.CommitAsync(store.Create("urn:plot:0"));
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAsync(store, ended.Token))).ToList();

        for (var i = 1; i <= 12 * Pages; i++)
            await store.CommitAsync(store.Create($"urn:plot:{i}"));
        await ended.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.NotEqual(0, reads));
        // On a busy machine it has to wait longer for them; one that does not begin anew has several pages of each write.
        Assert.InRange(LogBytes, 1, 12 * Pages * PageBytes);
    }

    [Fact]
    public async Task A_store_that_was_read_leaves_no_log_when_it_is_closed()
    {
        await using (var store = await OpenStore.AtAsync(Path))
        {
            await store.CommitAsync(store.Create("urn:plot:0"));
            Assert.NotNull(await store.FindAsync("urn:plot:0"));
            Assert.NotEqual(0, LogBytes);
        }

        Assert.False(File.Exists(Path + "-wal") && LogBytes > 0);
    }

    // How many of the entities it wrote it could not read at once.
    static async Task<int> WriteAndReadAsync(OpenStore store, string id)
    {
        await Task.Yield();
        var missed = 0;
        for (var i = 0; i < 300; i++)
        {
            await store.CommitAsync(store.Create($"{id}:{i}"));
            if (await store.FindAsync($"{id}:{i}") is null)
                missed++;
        }
        return missed;
    }

    static async Task<long> ReadAsync(OpenStore store, CancellationToken ended)
    {
        for (var reads = 0L; ; reads++)
        {
            if (ended.IsCancellationRequested)
                return reads;
            await store.FindAsync("urn:plot:0");
        }
    }
}
