using Microsoft.Extensions.Logging.Abstractions;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>What is committed and not flushed yet is read, but nobody is told before the flush.</summary>
public sealed class UnflushedReadsTests : IDisposable
{
    readonly TestFolder _folder = new();
    readonly FlushState _flushes = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_read_that_begins_after_a_commit_is_answered_after_its_flush()
    {
        using var file = await NewFileAsync();
        using var readers = new Readers(file, 2, _flushes, NullLogger.Instance);
        var group = new WriteGroup();
        _flushes.Begin(group);

        var count = readers.ReadAsync(reader => reader.Prepared("select count(*) from entity").Step(), Cancel).AsTask();
        var found = readers.FindAsync(1, OpenStore.Id("urn:plot:0"), Cancel).AsTask();

        Assert.False(count.IsCompleted);
        Assert.False(found.IsCompleted);
        _flushes.End(group.Number, hasFailed: false);
        Assert.True(await count.WaitAsync(Cancel));
        Assert.NotNull(await found.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_connection_that_keeps_an_older_state_does_not_wait()
    {
        using var file = await NewFileAsync();
        using var readers = new Readers(file, 1, _flushes, NullLogger.Instance);
        await readers.FindAsync(1, OpenStore.Id("urn:plot:0"), Cancel);

        _flushes.Begin(new WriteGroup());

        Assert.True(readers.FindAsync(1, OpenStore.Id("urn:plot:0"), Cancel).IsCompletedSuccessfully);
        // Asked for the present state, it sees what is not flushed.
        readers.Changed();
        Assert.False(readers.FindAsync(1, OpenStore.Id("urn:plot:0"), Cancel).IsCompleted);
    }

    [Fact]
    public async Task Reads_go_on_where_the_medium_has_failed()
    {
        using var file = await NewFileAsync();
        using var readers = new Readers(file, 1, _flushes, NullLogger.Instance);
        var group = new WriteGroup();
        _flushes.Begin(group);
        _flushes.End(group.Number, hasFailed: true);
        _flushes.Begin(new WriteGroup());

        Assert.True(readers.FindAsync(1, OpenStore.Id("urn:plot:0"), Cancel).IsCompletedSuccessfully);
    }

    async Task<StoreFile> NewFileAsync()
    {
        var path = _folder.File("context.db");
        await using (var store = await OpenStore.AtAsync(path))
            await store.CommitAsync(store.Create("urn:plot:0"));
        return StoreFile.Open(new SqliteOptions { Path = path }, SchemaScripts.All, NullLogger.Instance);
    }
}
