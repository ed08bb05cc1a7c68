namespace Waziup.Ngsi.Sqlite.Tests.Schema;

public sealed class MigrationTests : IDisposable
{
    static readonly string[] Next = [.. SchemaScripts.All, "alter table entity add column note text; insert into meta values ('note', 'new');"];
    static readonly string[] Failing = [.. SchemaScripts.All, "create table half (a integer); drop table history; insert into nowhere values (1);"];

    readonly TestFolder _folder = new();

    string Store => _folder.File("context.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_of_the_version_before_is_brought_to_the_present_one_and_kept_as_a_copy()
    {
        var content = await FillAsync();

        await using (var migrated = await OpenStore.AtAsync(Store, Next))
        {
            Assert.Equal(content, await migrated.ContentAsync());
            Assert.Equal("Done", await migrated.EndOfAsync(migrated.Create("urn:p:new")));
        }

        Assert.Equal(SchemaScripts.All.Count + 1, Number(Store, "pragma user_version"));
        Assert.Equal(1, Number(Store, "select count(*) from meta where name = 'note'"));
        await using var old = await OpenStore.AtAsync($"{Store}.v{SchemaScripts.All.Count}");
        Assert.Equal(content, await old.ContentAsync());
    }

    [Fact]
    public async Task A_failed_migration_leaves_the_file_as_it_was()
    {
        var content = await FillAsync();
        var bytes = await File.ReadAllBytesAsync(Store, OpenStore.Cancel);

        var refusal = await OpenStore.RefusalAsync(Store, Failing);

        Assert.Contains(Store, refusal, StringComparison.Ordinal);
        Assert.Contains($"from schema version {SchemaScripts.All.Count} to {Failing.Length}", refusal, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Store, OpenStore.Cancel));
        Assert.Equal(["context.db", "context.db.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using var store = await OpenStore.AtAsync(Store);
        Assert.Equal(content, await store.ContentAsync());
    }

    [Fact]
    public async Task A_first_start_that_fails_leaves_nothing_that_stops_the_next_one()
    {
        await OpenStore.RefusalAsync(Store, ["create table entity (key integer); insert into nowhere values (1);"]);

        await using var store = await OpenStore.AtAsync(Store);

        Assert.Equal("Done", await store.EndOfAsync(store.Create("urn:p:1")));
    }

    async Task<string> FillAsync()
    {
        await using var store = await OpenStore.AtAsync(Store);
        await store.CommitAsync([.. Enumerable.Range(0, 300).Select(i => store.Create($"urn:p:{i}", i))]);
        return await store.ContentAsync();
    }

    static long? Number(string path, string sql)
    {
        using var connection = new Connection(path, Purpose.Read);
        return connection.Number(sql);
    }
}
