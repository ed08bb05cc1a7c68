using System.Globalization;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>Writes to the log that are gathered: fewer of them, and nobody sees another content for it.</summary>
public sealed class GatheringFilesTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_commit_of_many_pages_takes_few_writes_of_the_system()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("counts system calls in /proc");

        var plain = WritesOf(null);
        var gathered = WritesOf(GatheringFiles.Name);

        Assert.InRange(plain, 300, 2_000);
        Assert.InRange(gathered, 1, 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(3_000)] // far more than the cache: pages go to the log and are read back before the commit
    public void What_was_committed_is_there_for_others_and_nothing_before(int rows)
    {
        using var writer = Open(GatheringFiles.Name);
        using var reader = new Connection(_folder.File("store.db"), Purpose.Read);

        writer.Execute("begin immediate");
        Insert(writer, rows);
        Assert.Equal(rows, writer.Number("select count(*) from item"));
        Assert.Equal(0, reader.Number("select count(*) from item"));
        writer.Execute("commit");

        Assert.Equal(rows, reader.Number("select count(*) from item"));
        Assert.Equal("ok", reader.Text("pragma integrity_check"));
    }

    [Fact]
    public void What_was_rolled_back_leaves_no_trace_in_what_follows()
    {
        using var writer = Open(GatheringFiles.Name);
        using var reader = new Connection(_folder.File("store.db"), Purpose.Read);

        for (var round = 1; round <= 20; round++)
        {
            writer.Execute("begin immediate");
            Insert(writer, 500);
            writer.Execute("rollback; begin immediate");
            Insert(writer, 3);
            writer.Execute("savepoint one");
            Insert(writer, 300);
            writer.Execute("rollback to one; release one; commit");
            if (round % 5 == 0)
                writer.Checkpoint();
            Assert.Equal(3 * round, reader.Number("select count(*) from item"));
        }

        Assert.Equal("ok", reader.Text("pragma integrity_check"));
    }

    [Fact]
    public void The_files_after_a_commit_hold_it_without_the_connection_being_closed()
    {
        using var writer = Open(GatheringFiles.Name);
        Insert(writer, 700);

        File.Copy(_folder.File("store.db"), _folder.File("copy.db"));
        File.Copy(_folder.File("store.db-wal"), _folder.File("copy.db-wal"));

        using var copy = new Connection(_folder.File("copy.db"), Purpose.Write);
        Assert.Equal(700, copy.Number("select count(*) from item"));
        Assert.Equal("ok", copy.Text("pragma integrity_check"));
    }

    Connection Open(string? files, string name = "store.db")
    {
        GatheringFiles.Register();
        var connection = new Connection(_folder.File(name), Purpose.Write, files);
        connection.Execute("""
            pragma journal_mode=wal; pragma synchronous=full; pragma wal_autocheckpoint=0; pragma cache_size=20;
            create table if not exists item (content blob not null);
            """);
        return connection;
    }

    static void Insert(Connection connection, int rows) => connection.Execute(string.Create(CultureInfo.InvariantCulture,
        $"with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows}) insert into item select randomblob(1800) from n"));

    long WritesOf(string? files)
    {
        using var connection = Open(files, $"writes-{files}.db");
        var before = SystemWrites();
        Insert(connection, 400);
        return SystemWrites() - before;
    }

    static long SystemWrites() => File.ReadLines("/proc/thread-self/io")
        .Where(line => line.StartsWith("syscw:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture))
        .Single();
}
