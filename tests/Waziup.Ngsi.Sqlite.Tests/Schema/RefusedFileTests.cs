namespace Waziup.Ngsi.Sqlite.Tests.Schema;

/// <summary>What is no store of ours, or not in order, is never half-served, and the message names the file.</summary>
public sealed class RefusedFileTests : IDisposable
{
    readonly TestFolder _folder = new();

    string Store => _folder.File("context.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        await FillAsync();
        Execute("pragma user_version=99");
        var bytes = await File.ReadAllBytesAsync(Store, OpenStore.Cancel);

        var refusal = await OpenStore.RefusalAsync(Store);

        Assert.StartsWith(Store, refusal, StringComparison.Ordinal);
        Assert.Contains("schema version 99", refusal, StringComparison.Ordinal);
        Assert.Contains("use the newer program", refusal, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Store, OpenStore.Cancel));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(3, 4096)]
    [InlineData(9, 2048)]
    [InlineData(20, 4096)]
    public async Task A_damaged_store_is_refused(int page, int bytes)
    {
        await FillAsync();
        using (var file = File.OpenWrite(Store))
        {
            file.Position = page * 4096L;
            file.Write(Enumerable.Repeat((byte)0xA5, bytes).ToArray());
        }

        var refusal = await OpenStore.RefusalAsync(Store);

        Assert.StartsWith(Store, refusal, StringComparison.Ordinal);
        Assert.Contains("damaged", refusal, StringComparison.Ordinal);
        Assert.Contains("restore a backup", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_cut_off_is_refused()
    {
        await FillAsync();
        using (var file = File.OpenWrite(Store))
            file.SetLength(file.Length / 2 / 4096 * 4096);

        Assert.Contains("damaged", await OpenStore.RefusalAsync(Store), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_and_left_alone()
    {
        await File.WriteAllTextAsync(Store, new string('x', 10_000), OpenStore.Cancel);

        Assert.Contains("no SQLite file", await OpenStore.RefusalAsync(Store), StringComparison.Ordinal);
        Assert.Equal(10_000, new FileInfo(Store).Length);
    }

    [Fact]
    public async Task A_SQLite_file_of_another_program_is_refused()
    {
        Execute("create table shopping (item text)");

        Assert.Contains("not a store of this program", await OpenStore.RefusalAsync(Store), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_refused()
    {
        Directory.CreateDirectory(Store);

        Assert.Contains("is a folder", await OpenStore.RefusalAsync(Store), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_use_is_refused_until_it_is_closed()
    {
        await using (await OpenStore.AtAsync(Store))
            Assert.Contains("in use by another process", await OpenStore.RefusalAsync(Store), StringComparison.Ordinal);

        await using var again = await OpenStore.AtAsync(Store);
        Assert.Empty(await again.IdsAsync());
    }

    async Task FillAsync()
    {
        await using var store = await OpenStore.AtAsync(Store);
        await store.CommitAsync([.. Enumerable.Range(0, 300).Select(i => store.Create($"urn:p:{i}", i))]);
    }

    void Execute(string sql)
    {
        using var connection = new Connection(Store, Purpose.Write);
        connection.Execute(sql);
    }
}
