using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Corrections, moves and removals of rows, be they few or many (5.6.12 to 5.6.16).</summary>
public abstract class HistoryEditContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private const string One = "urn:p:1";
    private const string InstanceId = "urn:instance:1";

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_correction_changes_all_but_when_the_row_came_into_being(int fill)
    {
        await RecordAsync(fill, Row.Put("a", 10, 1, 100), Row.Put("b", 11, 1, 100));
        await EditAsync(One, Row.Put("a", 10, 2, 200, isObserved: false));
        await EditAsync(One, Row.Put("a", 10, 3, 300, isObserved: false));
        await EditAsync(One, Row.Put("a", 10, 9, 299));

        Assert.Equal((string[])["a 10 put 3 created 100 modified 300", "b 11 observed put 1 created 100 modified 100"], await RowsAsync());
        Assert.Equal((string[])["b 11 observed put 1 created 100 modified 100", "a 10 put 3 created 100 modified 300"], await RowsAsync(TimeProperty.ModifiedAt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_correction_may_say_that_the_instance_was_deleted_and_take_it_back(int fill)
    {
        await RecordAsync(fill, Row.Put("a", 10, 1, 100), Row.Put("b", 10, 1, 100));
        await EditAsync(One, Row.ToldDeletion("a", 10, 200), Row.Deletion("b", 10) with { Stamp = new(200) });

        Assert.Equal((string[])["a 10 observed deletion NaN created 100 modified 200", "b 10 deletion NaN created 100 modified 200"], await RowsAsync());
        Assert.Equal((string[])["b 10 deletion NaN created 100 modified 200", "a 10 observed deletion NaN created 100 modified 200"], await RowsAsync(TimeProperty.DeletedAt));

        await EditAsync(One, Row.Put("a", 10, 3, 300));
        Assert.Equal((string[])["b 10 deletion NaN created 100 modified 200"], await RowsAsync(TimeProperty.DeletedAt));
        Assert.Equal((string[])["a 10 observed put 3 created 100 modified 300"], await RowsAsync(TimeProperty.ObservedAt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_moved_instance_keeps_its_id_and_its_beginning(int fill)
    {
        await RecordAsync(fill, Row.Put("a", 10, 1, 100), Row.Put("a", 20, 2, 100), Row.Put("a", 10, 3, 100, "urn:d:1"));
        await EditAsync(One, Row.Move(Row.Put("a", 30, 4, 200), 10, 100, InstanceId));

        string[] others = ["a 10 urn:d:1 observed put 3 created 100 modified 100", "a 20 observed put 2 created 100 modified 100"];
        Assert.Equal((string[])[.. others, "a 30 observed put 4 created 100 modified 200 urn:instance:1"], await RowsAsync());
        Assert.Equal("a 30 observed put 4 created 100 modified 200 urn:instance:1", (await RowsAsync(TimeProperty.ModifiedAt))[^1]);

        await EditAsync(One, Row.Put("a", 30, 5, 300));
        Assert.Equal((string[])[.. others, "a 30 observed put 5 created 100 modified 300 urn:instance:1"], await RowsAsync());

        await EditAsync(One, Row.Move(Row.Put("a", 5, 6, 400), 30, 100, InstanceId));
        Assert.Equal((string[])["a 5 observed put 6 created 100 modified 400 urn:instance:1", .. others], await RowsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_moved_instance_takes_the_place_of_another(int fill)
    {
        await RecordAsync(fill, Row.Put("a", 10, 1, 100), Row.Put("a", 20, 2, 150));
        await EditAsync(One, Row.Move(Row.Put("a", 20, 3, 200), 10, 100, InstanceId));

        Assert.Equal((string[])["a 20 observed put 3 created 100 modified 200 urn:instance:1"], await RowsAsync());
        Assert.Equal(1 + fill, (await Storage.CountAsync(Cancel)).HistoryRows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task What_comes_where_a_row_was_removed_is_new(int fill)
    {
        await RecordAsync(fill, Row.Put("a", 20, 1, 100));
        await EditAsync(One, Row.Move(Row.Put("a", 10, 2, 200), 20, 100, InstanceId));
        await EditAsync(One, Row.Remove(HistoryEditKind.RemoveInstance, "a", 10));
        Assert.Empty(await RowsAsync());

        await EditAsync(One, Row.Put("a", 10, 3, 300));

        Assert.Equal((string[])["a 10 observed put 3 created 300 modified 300"], await RowsAsync());
    }

    private async Task RecordAsync(int fill, params HistoryEdit[] edits)
    {
        await WriteAsync(MutationKind.Create, One, """{"id":"urn:p:1","type":"Plot"}""");
        await EditAsync(One, [.. edits, .. Row.Fill(fill)]);
    }

    /// <summary>The rows as text, read anew.</summary>
    private async Task<string[]> RowsAsync(TimeProperty property = TimeProperty.Key)
    {
        await ReopenAsync();
        var rows = await VisitAsync(One, new Window(property, Instant.None, Instant.None));
        return [.. rows.Where(row => row.Name != Row.Filler).Select(row => string.Join(' ', ((string?[])
        [
            row.Name, $"{row.At.Micros}", row.DatasetId, row.IsObserved ? "observed" : null, row.IsDeletion ? "deletion" : "put", $"{row.Number:R}",
            $"created {row.CreatedAt.Micros}", $"modified {row.ModifiedAt.Micros}", row.InstanceId,
        ]).Where(part => part is not null)))];
    }
}
