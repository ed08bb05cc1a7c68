using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>What several writes to one entity leave that share a commit.</summary>
public sealed class GroupTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_entity_whose_past_is_written_beside_it_takes_one_commit(bool isThere)
    {
        var path = _folder.File("context.db");
        await using (var store = await OpenStore.AtAsync(path))
        {
            if (isThere)
                await store.CommitAsync(store.Create("urn:p:1"));
            var create = isThere ? store.Write(MutationKind.Append, "urn:p:1", Reading(9)) : store.Write(MutationKind.Ingest, "urn:p:1", Reading(9));

            var changes = await store.CommitAsync(create, store.Write(MutationKind.Ingest, "urn:p:1", Reading(5)), store.Write(MutationKind.Ingest, "urn:p:1", Reading(4)));

            Assert.Equal([isThere ? ChangeKind.Updated : ChangeKind.Created, ChangeKind.Rewritten, ChangeKind.Rewritten], changes.Select(change => change.Kind));
            var log = await store.Storage.Changes.ReadAsync(isThere ? 1 : 0, 10, OpenStore.Cancel);
            Assert.Equal(3, log.Count);
            Assert.All(log, record => Assert.True(record.After.SaysTheSameAs(changes[0].After!)));
            Assert.Equal(3 + (isThere ? 1 : 0), (await store.Storage.CountAsync(OpenStore.Cancel)).Changes);
        }
        Assert.Equal(isThere ? 2 : 1, Commits(path));
        Assert.True(HistoryNames.Check(path).Recent >= 3);
    }

    private static string Reading(int day) =>
        $$$"""{"id":"urn:p:1","type":"Plot","level":[{"type":"Property","value":{{{day}}},"observedAt":"2025-06-0{{{day}}}T00:00:00Z"}]}""";

    // Each commit marks its last record.
    private static long Commits(string path)
    {
        using var connection = new Connection(path, Purpose.Read);
        return connection.Number("select count(*) from change where fingerprint is not null") ?? 0;
    }
}
