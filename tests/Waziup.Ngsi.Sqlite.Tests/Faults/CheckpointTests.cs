using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>The write-ahead log stays bounded, whoever copies it back.</summary>
public sealed class CheckpointTests : IDisposable
{
    const int Pages = 100;
    const int PageBytes = 4096;

    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_log_begins_anew_and_again_while_writes_go_on()
    {
        var log = new Failures();

        var largest = Largest(() => new Connection(_folder.File("store.db"), Purpose.Write), log);

        Assert.InRange(largest, Pages, 5 * Pages);
        Assert.Equal(0, log.Count);
    }

    [Fact]
    public void A_copy_that_fails_is_told_and_the_writer_does_it_itself()
    {
        var log = new Failures();

        var largest = Largest(() => throw new SqliteFailure(14, "cannot open"), log);

        Assert.InRange(largest, 4 * Pages, 5 * Pages);
        Assert.NotEqual(0, log.Count);
    }

    [Fact]
    public void A_reader_that_stays_holds_the_log_and_lets_it_go_when_it_ends()
    {
        using var writer = Writer();
        using var checkpoints = new Checkpoints(() => new Connection(_folder.File("store.db"), Purpose.Write), () => { }, Pages, NullLogger.Instance);
        using (var reader = new Connection(_folder.File("store.db"), Purpose.Read))
        {
            reader.Execute("begin; select count(*) from item;");
            Write(writer, checkpoints, 600);
            Assert.True(writer.LogPages > 600);
        }

        Write(writer, checkpoints, 600);

        Assert.True(writer.LogPages < 600, $"{writer.LogPages} pages");
        Assert.Equal(1_200, writer.Number("select count(*) from item"));
    }

    // Writes 30 times the bound; how many pages the log had at most.
    int Largest(Func<Connection> open, ILogger logger)
    {
        using var writer = Writer();
        using var checkpoints = new Checkpoints(open, () => { }, Pages, logger);
        var largest = Write(writer, checkpoints, 30 * Pages);

        Assert.Equal(30 * Pages, writer.Number("select count(*) from item"));
        Assert.InRange(new FileInfo(_folder.File("store.db-wal")).Length, 1, (largest + 1L) * (PageBytes + 24) + 32);
        return largest;
    }

    static int Write(Connection writer, Checkpoints checkpoints, int rows)
    {
        var largest = 0;
        for (var i = 0; i < rows; i++)
        {
            writer.Execute("insert into item values (randomblob(3000))");
            largest = Math.Max(largest, writer.LogPages);
            checkpoints.Committed(writer);
        }
        return largest;
    }

    Connection Writer()
    {
        var writer = new Connection(_folder.File("store.db"), Purpose.Write);
        writer.Execute("pragma journal_mode=wal; pragma synchronous=off; create table item (content blob not null)");
        writer.WatchLog();
        return writer;
    }

    sealed class Failures : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
