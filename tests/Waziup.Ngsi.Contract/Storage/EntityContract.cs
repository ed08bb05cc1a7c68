using System.Globalization;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Finding and committing entities.</summary>
public abstract class EntityContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task What_was_created_is_found_as_it_was_written()
    {
        var change = await WriteAsync(MutationKind.Create, "urn:p:1",
            """
            {"id":"urn:p:1","type":["Plot","Field"],"scope":["/farm/a","/farm/b"],"expiresAt":"2030-01-01T00:00:00Z",
             "name":[{"type":"Property","value":"Süd","datasetId":"urn:d:1"},{"type":"Property","value":"South \u0000"}],
             "place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[7.5,50.25]},"observedAt":"2025-12-31T23:00:00.5Z"},
             "owner":{"type":"Relationship","object":"urn:x:1"}}
            """);

        var found = await FindAsync("urn:p:1");

        Assert.Equal(Outcome.Done, change.Outcome);
        Assert.Equal(Sample.Whole(change.After), Sample.Whole(found));
        Assert.Equal(4, found!.Instances.Length);
        Assert.Null(await FindAsync("urn:p:2"));
        Assert.Null(await FindAsync("urn:p:1", Tenant("other")));
    }

    [Fact]
    public async Task What_was_written_is_there_when_the_store_is_opened_again()
    {
        await CreateAsync("urn:p:1", tenant: Tenant("farm"));
        await CreateAsync("urn:p:1");
        var last = await SetAsync("urn:p:1", 2);

        await ReopenAsync();

        Assert.Equal(Sample.Whole(last.After), Sample.Whole(await FindAsync("urn:p:1")));
        Assert.NotNull(await FindAsync("urn:p:1", Tenant("farm")));
        Assert.Equal(2, (await HistoryAsync("urn:p:1")).Count);
        Assert.Equal(3, (await LogAsync()).Count);
        Assert.Equal(3, (await SetAsync("urn:p:1", 3)).After!.Instances.Length + 2);
        Assert.Equal(4, (await LogAsync()).Select(record => record.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Creating_twice_answers_that_it_exists_and_changes_nothing()
    {
        var first = await CreateAsync("urn:p:1", 1);

        var second = await CreateAsync("urn:p:1", 2);

        Assert.Equal(Outcome.AlreadyExists, second.Outcome);
        Assert.Equal(Sample.Whole(first.After), Sample.Whole(await FindAsync("urn:p:1")));
        Assert.Single(await LogAsync());
        Assert.Single(await HistoryAsync("urn:p:1"));
    }

    [Fact]
    public async Task A_deleted_entity_is_absent_and_its_remains_are_given_to_the_next_write()
    {
        var created = await CreateAsync("urn:p:1", 1);
        var deleted = await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");
        Entity? seen = null;

        var answer = await CommitAsync(default, new Intent(Id("urn:p:1"), current =>
        {
            seen = current;
            return new Change { Outcome = Outcome.Unchanged };
        }));
        var again = await CreateAsync("urn:p:1", 2);

        Assert.Equal(Outcome.Unchanged, Assert.Single(answer).Outcome);
        Assert.True(seen!.IsDeleted);
        Assert.Equal(Sample.Whole(deleted.After), Sample.Whole(seen));
        Assert.Equal(Outcome.Done, again.Outcome);
        Assert.True(created.Stamp < deleted.Stamp && deleted.Stamp < again.Stamp);
        Assert.Equal(Sample.Whole(again.After), Sample.Whole(await FindAsync("urn:p:1")));
    }

    [Fact]
    public async Task A_deleted_entity_is_not_found()
    {
        await CreateAsync("urn:p:1");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");

        await ReopenAsync();

        Assert.Null(await FindAsync("urn:p:1"));
        Assert.Equal(Outcome.NotFound, (await SetAsync("urn:p:1", 2)).Outcome);
    }

    [Fact]
    public async Task An_expired_entity_is_found_for_the_caller_to_decide()
    {
        await WriteAsync(MutationKind.Create, "urn:p:1", """{"id":"urn:p:1","type":"Plot","expiresAt":"2026-01-01T00:00:01Z"}""");
        Time.Advance(TimeSpan.FromMinutes(1));

        var found = await FindAsync("urn:p:1");

        Assert.True(found!.IsExpired(Now));
    }

    [Fact]
    public async Task Intents_of_one_call_see_what_those_before_them_made()
    {
        var changes = await CommitAsync(
            default,
            Intent(MutationKind.Create, "urn:p:1", Sample.Plot("urn:p:1", 1)),
            Intent(MutationKind.Create, "urn:p:1", Sample.Plot("urn:p:1", 2)),
            Intent(MutationKind.Append, "urn:p:1", """{"depth":{"type":"Property","value":3}}"""),
            Intent(MutationKind.DeleteEntity, "urn:p:1"),
            Intent(MutationKind.Append, "urn:p:1", """{"depth":{"type":"Property","value":4}}"""),
            Intent(MutationKind.Create, "urn:p:1", Sample.Plot("urn:p:1", 5)),
            Intent(MutationKind.Append, "urn:p:2", """{"depth":{"type":"Property","value":4}}"""));

        Assert.Equal(
            [Outcome.Done, Outcome.AlreadyExists, Outcome.Done, Outcome.Done, Outcome.NotFound, Outcome.Done, Outcome.NotFound],
            changes.Select(change => change.Outcome));
        Assert.Equal(Sample.Whole(changes[5].After), Sample.Whole(await FindAsync("urn:p:1")));
        var log = await LogAsync();
        Assert.Equal(
            changes.Where(change => change.Writes).Select(change => Sample.Whole(change.After)),
            log.Select(record => Sample.Whole(record.After)));
        Assert.Equal([ChangeKind.Created, ChangeKind.Updated, ChangeKind.Deleted, ChangeKind.Created], log.Select(record => record.Kind));
        Assert.Equal(5, (await HistoryAsync("urn:p:1")).Count);
    }

    [Fact]
    public async Task An_intent_that_throws_fails_alone()
    {
        var changes = await CommitAsync(
            default,
            Intent(MutationKind.Create, "urn:p:1", Sample.Plot("urn:p:1")),
            new Intent(Id("urn:p:2"), _ => throw new InvalidOperationException("a secret of the server")),
            new Intent(Id("urn:p:3"), _ => throw new NgsiLdException(NgsiLdErrors.Conflict("not now"))),
            Intent(MutationKind.Create, "urn:p:4", Sample.Plot("urn:p:4")));

        Assert.Equal([Outcome.Done, Outcome.Refused, Outcome.Refused, Outcome.Done], changes.Select(change => change.Outcome));
        Assert.Equal(500, changes[1].Error!.Status);
        Assert.DoesNotContain("secret", changes[1].Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(NgsiLdErrors.Conflict("not now"), changes[2].Error);
        Assert.NotNull(await FindAsync("urn:p:1"));
        Assert.Null(await FindAsync("urn:p:2"));
        Assert.NotNull(await FindAsync("urn:p:4"));
        Assert.Equal(2, (await LogAsync()).Count);
    }

    [Fact]
    public async Task A_call_without_intents_answers_with_nothing() => Assert.Empty(await CommitAsync(default));

    [Fact]
    public async Task A_cancelled_call_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var intents = new[] { Intent(MutationKind.Create, "urn:p:1", Sample.Plot("urn:p:1")) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Storage.Entities.CommitAsync(default, intents, cancelled.Token));

        Assert.Null(await FindAsync("urn:p:1"));
    }

    [Fact]
    public async Task A_large_call_is_answered_in_order()
    {
        var ids = Enumerable.Range(0, 1234).Select(i => "urn:p:" + (i % 1000).ToString(CultureInfo.InvariantCulture)).ToList();

        var changes = await CommitAsync(default, [.. ids.Select(id => Intent(MutationKind.Create, id, Sample.Plot(id)))]);

        Assert.All(changes.Take(1000), change => Assert.Equal(Outcome.Done, change.Outcome));
        Assert.All(changes.Skip(1000), change => Assert.Equal(Outcome.AlreadyExists, change.Outcome));
        Assert.Equal(ids.Take(1000), changes.Take(1000).Select(change => change.After!.Id.Value));
        Assert.Equal(1000, (await Storage.CountAsync(Cancel)).Entities);
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing_and_stamps_grow()
    {
        const int Writers = 16;
        const int Each = 50;
        for (var i = 0; i < 4; i++)
            await CreateAsync($"urn:p:{i}");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                    Assert.Equal(Outcome.Done, (await SetAsync($"urn:p:{(writer + i) % 4}", (writer * Each) + i)).Outcome);
            },
            Cancel)));

        var log = await LogAsync();
        Assert.Equal(4 + (Writers * Each), log.Count);
        foreach (var entity in log.GroupBy(record => record.After.Id))
        {
            var stamps = entity.Select(record => record.At.Micros).ToList();
            Assert.Equal(stamps.Order().Distinct(), stamps);
            Assert.Equal(Sample.Whole(entity.Last().After), Sample.Whole(await FindAsync(entity.Key.Value)));
            Assert.Equal(stamps, (await HistoryAsync(entity.Key.Value)).Select(row => row.At.Micros));
        }
    }

    [Fact]
    public async Task What_expires_is_listed_the_longest_expired_first()
    {
        await WriteAsync(MutationKind.Create, "urn:p:1", """{"id":"urn:p:1","type":"Plot","expiresAt":"2026-01-01T00:00:30Z"}""");
        await WriteAsync(MutationKind.Create, "urn:p:2",
            """{"id":"urn:p:2","type":"Plot","a":{"type":"Property","value":1,"expiresAt":"2026-01-01T00:00:10Z"}}""", tenant: Tenant("farm"));
        await WriteAsync(MutationKind.Create, "urn:p:3", """{"id":"urn:p:3","type":"Plot","expiresAt":"2026-01-01T00:00:20Z"}""");
        await WriteAsync(MutationKind.Create, "urn:p:4", """{"id":"urn:p:4","type":"Plot","expiresAt":"2027-01-01T00:00:00Z"}""");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:3");
        await CreateAsync("urn:p:5");
        Time.Advance(TimeSpan.FromMinutes(1));

        await ReopenAsync();

        Assert.Equal(
            [(Tenant("farm"), Id("urn:p:2")), (TenantId.Default, Id("urn:p:1"))],
            await Storage.Entities.ExpiredAsync(Now, 10, Cancel));
        Assert.Single(await Storage.Entities.ExpiredAsync(Now, 1, Cancel));
        await WriteAsync(MutationKind.Expire, "urn:p:1");
        await WriteAsync(MutationKind.Expire, "urn:p:2", tenant: Tenant("farm"));
        Assert.Empty(await Storage.Entities.ExpiredAsync(Now, 10, Cancel));
    }
}
