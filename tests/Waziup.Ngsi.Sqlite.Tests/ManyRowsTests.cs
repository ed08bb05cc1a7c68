namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>Rows that are gathered arrive, each once, in their order, however many statements they take.</summary>
public sealed class ManyRowsTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(61)]
    public void Every_row_arrives_once_in_its_order(int count)
    {
        using var connection = Open();
        var rows = Rows(connection);

        for (var i = 0; i < count; i++)
            rows.Add(i * 7);
        rows.Flush();
        rows.Flush();

        Assert.Equal(count, connection.Number("select count(*) from item"));
        Assert.Equal(count, connection.Number("select count(*) from item where number = (place - 1) * 7"));
    }

    [Fact]
    public void What_was_forgotten_does_not_arrive()
    {
        using var connection = Open();
        var rows = Rows(connection);

        rows.Add(1);
        rows.Forget();
        rows.Add(2);
        rows.Flush();

        Assert.Equal("2", connection.Text("select group_concat(number) from item"));
    }

    [Fact]
    public void Rows_that_meet_in_one_statement_meet_as_in_several()
    {
        using var connection = Open();
        var rows = Rows(connection, "on conflict (number) do update set times = times + 1");

        foreach (var number in new long[] { 5, 6, 5, 5 })
            rows.Add(number);
        rows.Flush();

        Assert.Equal("5:3,6:1", connection.Text("select group_concat(number || ':' || times) from item"));
    }

    Connection Open()
    {
        var connection = new Connection(_folder.File("store.db"), Purpose.Write);
        connection.Execute("create table item (place integer primary key, number integer not null unique, times integer not null default 1)");
        return connection;
    }

    static ManyRows<long> Rows(Connection connection, string otherwise = "") =>
        new(connection, "item", "number", (statement, before, in row) => statement.Bind(before + 1, row), otherwise);
}
