using System.IO.Compression;
using System.Text;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests.Schema;

/// <summary>A store file of each released schema is kept beside this test; every later program has to read it.</summary>
/// <remarks>WAZIUP_UPDATE_STORES=FOLDER writes the file of a new schema there. Those of released schemas are never written again.</remarks>
public sealed class ReleasedSchemaTests : IDisposable
{
    readonly TestFolder _folder = new();

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, SchemaScripts.All.Count)];

    string Store => _folder.File("context.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_store_of_a_released_schema_is_read_and_written(int version)
    {
        await UnpackAsync(version);

        await using (var store = await OpenStore.AtAsync(Store))
        {
            // Rows of the history did not say yet whether they may be copied as they are.
            Assert.Equal((await ExpectedAsync(version)).Replace(" plain ", "  ", StringComparison.Ordinal), await store.ContentAsync());
            Assert.Equal(1, await ScopesAsync(store, "urn:p:3"));
            Assert.Equal("Done", await store.EndOfAsync(store.Create("urn:p:new")));
            Assert.Equal(version == 1 ? 16 : 49, HistoryNames.Check(Store).Indexed);
            Assert.Equal("AlreadyExists", (await store.CommitAsync(store.Create("urn:p:1")))[0].Outcome.ToString());
        }

        await using var again = await OpenStore.AtAsync(Store);
        Assert.NotNull(await again.FindAsync("urn:p:new"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_store_that_was_migrated_has_the_tables_of_a_new_one(int version)
    {
        await UnpackAsync(version);
        await (await OpenStore.AtAsync(Store)).DisposeAsync();
        await (await OpenStore.AtAsync(_folder.File("new.db"))).DisposeAsync();

        Assert.Equal(Tables(_folder.File("new.db")), Tables(Store));
    }

    private async Task UnpackAsync(int version)
    {
        var released = Path.Combine(AppContext.BaseDirectory, "Schema", "Released", $"v{version}.db.gz");
        if (!File.Exists(released) && Environment.GetEnvironmentVariable("WAZIUP_UPDATE_STORES") is { Length: > 0 } folder)
        {
            released = Path.Combine(folder, $"v{version}.db.gz");
            await WriteAsync(released, version);
        }
        await using var packed = new GZipStream(File.OpenRead(released), CompressionMode.Decompress);
        await using var file = File.Create(Store);
        await packed.CopyToAsync(file, OpenStore.Cancel);
    }

    private async Task WriteAsync(string released, int version)
    {
        var path = _folder.File("made.db");
        await using (var store = await OpenStore.AtAsync(path))
            await FillAsync(store, version);
        await using var packed = new GZipStream(File.Create(released), CompressionLevel.SmallestSize);
        await using var file = File.OpenRead(path);
        await file.CopyToAsync(packed, OpenStore.Cancel);
    }

    private async Task<string> ExpectedAsync(int version)
    {
        await using var store = await OpenStore.AtAsync(_folder.File("expected.db"));
        await FillAsync(store, version);
        return await store.ContentAsync();
    }

    private static async Task FillAsync(OpenStore store, int version)
    {
        await store.CommitAsync(store.Create("urn:p:1"), store.Create("urn:p:2", 2), store.Create("urn:p:3", 3));
        await store.CommitAsync(store.Write(MutationKind.Append, "urn:p:2",
            """{"moisture":[{"type":"Property","value":4,"observedAt":"2025-12-31T00:00:00Z"},{"type":"Property","value":5,"datasetId":"urn:d:1"}]}"""));
        await store.CommitAsync(store.Write(MutationKind.Append, "urn:p:3",
            """{"type":"Field","scope":"/a/b","place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},"expiresAt":"2099-01-01T00:00:00Z"}"""));
        await store.CommitAsync(new Intent(OpenStore.Id("urn:p:1"), current =>
            Patch.Apply(current, new Mutation(MutationKind.DeleteEntity, OpenStore.Id("urn:p:1")), store.Now)));
        await store.CommitAsync(store.Create("urn:p:1", 6));
        // So many that the index has some of them.
        for (var day = 10; day < 30; day++)
        {
            await store.CommitAsync(store.Write(MutationKind.Append, "urn:p:2",
                $$$"""{"moisture":{"type":"Property","value":{{{day}}},"observedAt":"2025-06-{{{day}}}T00:00:00Z"}}"""));
        }
        await store.Storage.Documents.PutAsync(
            default, new Document(DocumentKind.Context, "urn:c:1", "owner", store.Now, Encoding.UTF8.GetBytes("{}")), OpenStore.Cancel);
        if (version > 1)
            await IngestAsync(store);
    }

    // From schema 2 on: rows that were moved and corrected, an entity that came into being by its history, one whose creation the log leaves to its row.
    private static async Task IngestAsync(OpenStore store)
    {
        await store.CommitAsync(store.Create("urn:p:4", 4));
        for (var hour = 0; hour < 50; hour++)
        {
            await store.CommitAsync(store.Write(MutationKind.Ingest, "urn:p:5",
                $$$"""{"type":"Plot","moisture":[{"type":"Property","value":{{{hour}}},"observedAt":"2025-07-{{{1 + (hour / 24):00}}}T{{{hour % 24:00}}}:00:00Z"}]}"""));
        }
        var first = (await store.Storage.History.ReadAsync(default, OpenStore.Id("urn:p:5"), OpenStore.Cancel))[0];
        await store.CommitAsync(store.Write(MutationKind.EditInstance, "urn:p:5",
            """{"moisture":{"type":"Property","value":99,"observedAt":"2025-06-30T00:00:00Z"}}""",
            mutation => mutation with
            {
                Attribute = new(first.Name),
                Instance = new InstanceKey(first.At, null, "urn:ngsi-ld:Instance:1", first.CreatedAt),
            }));
    }

    private static async Task<int> ScopesAsync(OpenStore store, string id)
    {
        var count = 0;
        await store.Storage.History.VisitAsync(
            default, OpenStore.Id(id), Window.Whole with { Names = [Core.Scope.Value] }, _ => ++count > 0, OpenStore.Cancel);
        return count;
    }

    private static string[] Tables(string path)
    {
        using var connection = new Connection(path, Purpose.Read);
        var rows = connection.Prepare("select sql from sqlite_schema where sql is not null order by name");
        var tables = new List<string>();
        while (rows.Step())
            tables.Add(rows.Text(0));
        connection.Forget(rows);
        return [.. tables];
    }
}
