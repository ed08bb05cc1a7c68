using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>The history that writes leave.</summary>
public abstract class HistoryContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task Every_written_instance_is_a_row()
    {
        await CreateAsync("urn:p:1", 1);
        Time.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(MutationKind.Append, "urn:p:1",
            """{"moisture":[{"type":"Property","value":2},{"type":"Property","value":"dry","datasetId":"urn:d:1"}]}""");

        await ReopenAsync();
        var rows = await HistoryAsync("urn:p:1");

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(Term("moisture").Value, row.Name));
        Assert.Equal([1, 2, double.NaN], rows.OrderBy(row => row.DatasetId, StringComparer.Ordinal).Select(row => row.Number));
        Assert.Contains(rows, row => row.DatasetId == "urn:d:1" && Encoding.UTF8.GetString(row.Body.Span).Contains("\"dry\"", StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Equal((row.At, AttributeKind.Property, false), (row.ModifiedAt, row.Kind, row.IsDeletion)));
        Assert.Equal(3, rows.Select(row => row.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Rows_come_in_order_of_time()
    {
        await CreateAsync("urn:p:1");
        await SetAsync("urn:p:1", 2, "2025-06-01T00:00:00Z");
        await SetAsync("urn:p:1", 3, "2025-03-01T00:00:00Z");

        var rows = await HistoryAsync("urn:p:1");

        Assert.Equal([3, 2, 1], rows.Select(row => row.Number));
        Assert.Equal(["2025-03-01T00:00:00Z", "2025-06-01T00:00:00Z", "2026-01-01T00:00:00Z"], rows.Select(row => row.At.ToString()));
    }

    [Fact]
    public async Task A_correction_replaces_the_row_with_its_key()
    {
        await CreateAsync("urn:p:1");
        await SetAsync("urn:p:1", 2, "2025-06-01T00:00:00Z");
        Time.Advance(TimeSpan.FromSeconds(1));
        var correction = await SetAsync("urn:p:1", 3, "2025-06-01T00:00:00Z");

        var rows = await HistoryAsync("urn:p:1");

        Assert.Equal([3, 1], rows.Select(row => row.Number));
        Assert.Equal(correction.Stamp, rows[0].ModifiedAt);
        Assert.True(rows[0].Sequence > rows[1].Sequence);
        Assert.Equal(2, (await Storage.CountAsync(Cancel)).HistoryRows);
    }

    [Fact]
    public async Task Deleting_leaves_a_deletion_and_the_rows_before()
    {
        await CreateAsync("urn:p:1");
        Time.Advance(TimeSpan.FromSeconds(1));
        var deleted = await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");

        await ReopenAsync();
        var rows = await HistoryAsync("urn:p:1");

        Assert.Equal([false, true], rows.Select(row => row.IsDeletion));
        Assert.True(rows[1].Body.IsEmpty);
        Assert.Equal(double.NaN, rows[1].Number);
        Assert.Equal((deleted.Stamp, AttributeKind.Property), (rows[1].At, rows[1].Kind));
    }

    [Fact]
    public async Task What_expires_takes_its_history_along()
    {
        await WriteAsync(MutationKind.Create, "urn:p:1",
            """
            {"id":"urn:p:1","type":"Plot","keep":{"type":"Property","value":1},
             "gone":[{"type":"Property","value":1,"expiresAt":"2026-01-01T00:00:10Z"},{"type":"Property","value":2,"datasetId":"urn:d:1"}]}
            """);
        Time.Advance(TimeSpan.FromMinutes(1));

        await WriteAsync(MutationKind.Expire, "urn:p:1");

        var rows = await HistoryAsync("urn:p:1");
        Assert.Equal(2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Name == Term("gone").Value && row.DatasetId is null);
    }

    [Fact]
    public async Task All_of_the_history_can_go_and_sequences_never_come_again()
    {
        var created = await CreateAsync("urn:p:1");
        var before = Assert.Single(await HistoryAsync("urn:p:1")).Sequence;
        await CommitAsync(default, new Intent(Id("urn:p:1"), current => new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Updated,
            After = current,
            Stamp = created.Stamp,
            History = [new HistoryEdit(HistoryEditKind.RemoveAll, default, default, default, created.Stamp, AttributeKind.None, default, double.NaN)],
        }));

        await ReopenAsync();

        Assert.Empty(await HistoryAsync("urn:p:1"));
        await SetAsync("urn:p:1", 2);
        Assert.True(Assert.Single(await HistoryAsync("urn:p:1")).Sequence > before);
    }

    [Fact]
    public async Task The_scope_has_a_history()
    {
        await WriteAsync(MutationKind.Create, "urn:p:1", """{"id":"urn:p:1","type":"Plot","scope":"/a"}""");
        Time.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(MutationKind.Append, "urn:p:1", """{"scope":"/b"}""");

        var rows = await HistoryAsync("urn:p:1");

        Assert.Contains(rows, row => row.Name == Core.Scope.Value && Encoding.UTF8.GetString(row.Body.Span).Contains("/b", StringComparison.Ordinal));
        Assert.All(rows, row => Assert.False(row.IsDeletion));
    }

    [Fact]
    public async Task Each_tenant_has_its_own_history_and_all_are_counted()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:1", tenant: Tenant("farm"));
        await CreateAsync("urn:p:2", tenant: Tenant("farm"));
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:2", tenant: Tenant("farm"));

        await ReopenAsync();
        var count = await Storage.CountAsync(Cancel);

        Assert.Single(await HistoryAsync("urn:p:1"));
        Assert.Equal(2, (await HistoryAsync("urn:p:2", Tenant("farm"))).Count);
        Assert.Empty(await HistoryAsync("urn:p:2"));
        Assert.Empty(await HistoryAsync("urn:p:1", Tenant("nobody")));
        Assert.Equal((2, 1, 4, 4), (count.Entities, count.Tombstones, count.HistoryRows, count.Changes));
        Assert.Equal(4, Assert.Single(count.HistoryByAttribute, pair => pair.Key == Term("moisture").Value).Value);
    }
}
