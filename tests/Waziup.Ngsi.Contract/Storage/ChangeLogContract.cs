using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>The change log and its readers.</summary>
public abstract class ChangeLogContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task A_record_says_what_was_true_then()
    {
        var created = await CreateAsync("urn:p:1", 1, tenant: Tenant("farm"));
        Time.Advance(TimeSpan.FromSeconds(1));
        var updated = await WriteAsync(
            MutationKind.Append, "urn:p:1", """{"moisture":{"type":"Property","value":2}}""", m => m with { Cause = ChangeCause.Ingest }, Tenant("farm"));
        var deleted = await WriteAsync(MutationKind.DeleteEntity, "urn:p:1", tenant: Tenant("farm"));

        await ReopenAsync();
        var log = await LogAsync();

        Assert.Equal(3, log.Count);
        Assert.All(log.Zip([created, updated, deleted]), pair => Assert.True(Same(pair.Second, pair.First), pair.First.Kind.ToString()));
        Assert.Null(log[0].Previous);
        Assert.Contains("\"value\":1", Sample.Document(log[1].Previous), StringComparison.Ordinal);
        Assert.Equal(ChangeCause.Ingest, log[1].Cause);
        Assert.Equal(Sample.Whole(updated.After), Sample.Whole(log[2].Previous));
        Assert.All(log, record => Assert.Equal(Tenant("farm"), record.Tenant));
        Assert.Equal(log.Select(record => record.Sequence).Order().Distinct(), log.Select(record => record.Sequence));
    }

    [Fact]
    public async Task What_writes_nothing_leaves_no_record()
    {
        await CreateAsync("urn:p:1");
        await WriteAsync(MutationKind.Purge, "urn:p:1", with: m => m with { Attributes = new HashSet<string>() });
        await SetAsync("urn:none:1", 1);

        Assert.Single(await LogAsync());
    }

    [Fact]
    public async Task Reading_goes_on_after_a_position()
    {
        for (var i = 0; i < 5; i++)
            await CreateAsync($"urn:p:{i}");

        var first = await LogAsync(0, 2);
        var second = await LogAsync(first[^1].Sequence, 2);
        var third = await LogAsync(second[^1].Sequence, 2);

        Assert.Equal(
            ["urn:p:0", "urn:p:1", "urn:p:2", "urn:p:3", "urn:p:4"],
            first.Concat(second).Concat(third).Select(record => record.After.Id.Value));
        Assert.Empty(await Storage.Changes.ReadAsync(third[^1].Sequence, 2, Cancel));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_record()
    {
        await CreateAsync("urn:p:1");
        var head = (await LogAsync())[^1].Sequence;
        await Storage.Changes.WaitAsync(head - 1, Cancel);

        var waiting = Storage.Changes.WaitAsync(head, Cancel).AsTask();
        await SetAsync("urn:none:1", 1);
        Assert.False(waiting.IsCompleted);
        await CreateAsync("urn:p:2");
        await waiting;

        Assert.Single(await Storage.Changes.ReadAsync(head, 10, Cancel));
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = Storage.Changes.WaitAsync(0, cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_cursor_moves_durably_and_only_for_its_epoch()
    {
        Assert.Equal(default, await Storage.Changes.GetCursorAsync("uplink", Cancel));
        Assert.True(await Storage.Changes.SetCursorAsync("uplink", new Cursor(5, 2), Cancel));
        Assert.True(await Storage.Changes.SetCursorAsync("other", new Cursor(1, 1), Cancel));
        Assert.False(await Storage.Changes.SetCursorAsync("uplink", new Cursor(9, 1), Cancel));

        await ReopenAsync();

        Assert.Equal(new Cursor(5, 2), await Storage.Changes.GetCursorAsync("uplink", Cancel));
        Assert.True(await Storage.Changes.SetCursorAsync("uplink", new Cursor(3, 3), Cancel));
        Assert.Equal(new Cursor(3, 3), await Storage.Changes.GetCursorAsync("uplink", Cancel));
        Assert.Equal(new Cursor(1, 1), await Storage.Changes.GetCursorAsync("other", Cancel));
    }

    [Fact]
    public async Task Readers_are_listed_and_forgotten()
    {
        await Storage.Changes.SetCursorAsync("a", new Cursor(5, 2), Cancel);
        await Storage.Changes.SetCursorAsync("b/ü x", new Cursor(1, 1), Cancel);

        Assert.Equal([("a", new Cursor(5, 2)), ("b/ü x", new Cursor(1, 1))], (await Storage.Changes.CursorsAsync(Cancel)).OrderBy(reader => reader.Reader, StringComparer.Ordinal));

        await Storage.Changes.RemoveCursorAsync("a", Cancel);
        await Storage.Changes.RemoveCursorAsync("none", Cancel);
        await ReopenAsync();

        Assert.Equal([("b/ü x", new Cursor(1, 1))], await Storage.Changes.CursorsAsync(Cancel));
        // Who is forgotten begins anew, with whatever epoch.
        Assert.True(await Storage.Changes.SetCursorAsync("a", new Cursor(1, 1), Cancel));
    }

    [Fact]
    public async Task The_head_lies_before_all_that_comes_and_not_before_what_is_there()
    {
        var empty = Math.Max(await Storage.Changes.HeadAsync(Cancel), await Storage.Changes.ThroughAsync(Cancel));
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2");
        var head = await Storage.Changes.HeadAsync(Cancel);
        await ReopenAsync();
        var reopened = await Storage.Changes.HeadAsync(Cancel);
        await CreateAsync("urn:p:3");

        var log = await LogAsync();
        Assert.True(log[0].Sequence > empty);
        Assert.True(log[1].Sequence <= head);
        Assert.True(log[2].Sequence > Math.Max(head, reopened));
    }

    [Fact]
    public async Task The_head_never_goes_back_where_records_went()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2");
        var head = await Storage.Changes.HeadAsync(Cancel);
        await Storage.Tenants.DropAsync(default, Cancel);

        Assert.True(await Storage.Changes.HeadAsync(Cancel) >= head);

        await ReopenAsync();
        Assert.True(await Storage.Changes.HeadAsync(Cancel) >= head);
    }

    [Fact]
    public async Task Work_is_held_and_given_up()
    {
        var hold = await Storage.HoldAsync("work", Cancel);
        Assert.False(hold.Lost.IsCancellationRequested);
        await hold.DisposeAsync();

        await using var again = await Storage.HoldAsync("work", Cancel);
        await using var other = await Storage.HoldAsync("other work", Cancel);
        Assert.False(again.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Trimming_waits_for_the_slowest_reader_and_keeps_the_newest_record()
    {
        for (var i = 0; i < 5; i++)
            await CreateAsync($"urn:p:{i}");
        var log = await LogAsync();
        await Storage.Changes.SetCursorAsync("fast", new Cursor(log[4].Sequence, 0), Cancel);
        await Storage.Changes.SetCursorAsync("slow", new Cursor(log[2].Sequence, 0), Cancel);

        Assert.Equal(2, await Storage.Changes.TrimAsync(Instant.None, 2, Cancel));
        Assert.Equal(1, await Storage.Changes.TrimAsync(Instant.None, 10, Cancel));
        Assert.Equal(0, await Storage.Changes.TrimAsync(Instant.None, 10, Cancel));
        Assert.Equal([log[3].Sequence, log[4].Sequence], (await LogAsync()).Select(record => record.Sequence));

        await Storage.Changes.SetCursorAsync("slow", new Cursor(log[4].Sequence, 0), Cancel);
        Assert.Equal(1, await Storage.Changes.TrimAsync(Instant.None, 10, Cancel));
        await ReopenAsync();
        await CreateAsync("urn:p:9");
        Assert.Equal(log[4].Sequence, (await LogAsync())[0].Sequence);
        Assert.True((await LogAsync())[1].Sequence > log[4].Sequence);
    }

    [Fact]
    public async Task Trimming_takes_what_is_too_old_whoever_wants_it()
    {
        await CreateAsync("urn:p:1");
        Time.Advance(TimeSpan.FromHours(1));
        await CreateAsync("urn:p:2");
        await CreateAsync("urn:p:3");
        await Storage.Changes.SetCursorAsync("slow", new Cursor((await LogAsync())[0].Sequence - 1, 0), Cancel);

        Assert.Equal(0, await Storage.Changes.LostAsync(Cancel));
        var oldest = (await LogAsync())[0].Sequence;
        Assert.Equal(1, await Storage.Changes.TrimAsync(Now, 10, Cancel));

        Assert.Equal(oldest, await Storage.Changes.LostAsync(Cancel));
        Assert.Equal(["urn:p:2", "urn:p:3"], (await LogAsync()).Select(record => record.After.Id.Value));
        Assert.NotNull(await FindAsync("urn:p:1"));
        Assert.Single(await HistoryAsync("urn:p:1"));
    }

    [Fact]
    public async Task Without_a_reader_only_age_trims()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2");

        Assert.Equal(0, await Storage.Changes.TrimAsync(Instant.None, 10, Cancel));
    }

    static bool Same(Change change, LoggedChange record) =>
        Sample.Whole(change.After) == Sample.Whole(record.After) && Sample.Whole(change.Previous) == Sample.Whole(record.Previous)
        && change.Kind == record.Kind && change.Cause == record.Cause && change.Stamp == record.At;
}
