using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sqlite.Tests;

public sealed class RecentHistoryTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var recent = new RecentHistory();
        recent.Add(new HistoryKey(new Instant(5_000_000), 3, 0), 10);
        recent.Indexed();
        recent.Add(new HistoryKey(new Instant(-7), 1, 0), 20);
        recent.Add(new HistoryKey(new Instant(long.MaxValue / 64), 200, 70_000), 21);
        recent.Add(new HistoryKey(new Instant(0), 3, 1), 9_000_000_000);

        var read = RecentHistory.Decode(Bytes(recent));

        Assert.Equal(recent.Rows, read.Rows);
        Assert.Equal(new Instant(5_000_000), read.IndexedTo);
        Assert.Equal("[20,21,9000000000]", read.Json());
    }

    [Fact]
    public void Nothing_takes_no_bytes()
    {
        Assert.Empty(Bytes(new RecentHistory()));
        Assert.True(RecentHistory.Decode([]).Rows.IsEmpty);
        Assert.True(RecentHistory.Decode([]).IndexedTo.IsNone);
        Assert.Equal("[]", RecentHistory.Decode([]).Json());
    }

    [Fact]
    public void A_row_is_found_by_all_of_its_key()
    {
        var recent = new RecentHistory();
        recent.Add(new HistoryKey(new Instant(1), 2, 3), 10);

        Assert.Equal(10, recent.Find(new HistoryKey(new Instant(1), 2, 3)));
        Assert.Equal(0, recent.Find(new HistoryKey(new Instant(2), 2, 3)));
        Assert.Equal(0, recent.Find(new HistoryKey(new Instant(1), 1, 3)));
        Assert.Equal(0, recent.Find(new HistoryKey(new Instant(1), 2, 0)));
    }

    [Fact]
    public void What_the_index_has_reaches_to_the_latest_time_ever()
    {
        var recent = new RecentHistory();
        foreach (var at in new long[] { 5, 9, 7 })
            recent.Add(new HistoryKey(new Instant(at), 1, 0), at);
        recent.Indexed();
        recent.Add(new HistoryKey(new Instant(3), 1, 0), 10);
        recent.Indexed();

        Assert.Equal(new Instant(9), recent.IndexedTo);
        Assert.True(recent.Rows.IsEmpty);
    }

    [Fact]
    public void Damage_is_noticed()
    {
        var recent = new RecentHistory();
        for (var i = 1; i < 9; i++)
            recent.Add(new HistoryKey(new Instant(i * 1000), i, 0), i * 300);
        var bytes = Bytes(recent);

        for (var length = 1; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => RecentHistory.Decode(bytes.AsSpan(0, length)));
    }

    private static byte[] Bytes(RecentHistory recent)
    {
        using var buffer = PooledBuffer.Rent();
        recent.Encode(buffer);
        return buffer.Written.ToArray();
    }
}
