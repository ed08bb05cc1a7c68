namespace Waziup.Ngsi.Client.Tests;

public class BatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_entities_go_out_in_parts()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.With(new NgsiLdClientOptions { BatchSize = 10 });

        var first = await client.Batches.UpsertAsync(Ponds.Many(25), cancel: Cancel);
        var again = await client.Batches.UpsertAsync(Ponds.Many(26), cancel: Cancel);

        Assert.True(first.IsComplete && again.IsComplete);
        Assert.Equal(25, first.Created.Count);
        Assert.Equal([Ponds.Id(25)], again.Created);
        Assert.Equal(26, again.Succeeded.Count);
        Assert.Equal(6, broker.Requests.Count);
        Assert.Equal(26, await client.Entities.CountAsync(NgsiQuery.OfType("Pond"), Cancel));
    }

    [Fact]
    public async Task A_part_ends_where_its_bytes_do()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.With(new NgsiLdClientOptions { MaxBatchBytes = 2 * Ponds.Pond(0).Utf8.Length + 10 });

        var result = await client.Batches.UpsertAsync(Ponds.Many(5), cancel: Cancel);

        Assert.Equal(5, result.Created.Count);
        Assert.Equal(3, broker.Requests.Count);
    }

    [Fact]
    public async Task Entities_that_come_one_by_one_are_written_part_by_part()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.With(new NgsiLdClientOptions { BatchSize = 2 });
        var asked = 0;

        async IAsyncEnumerable<NgsiEntity> Arrive()
        {
            foreach (var pond in Ponds.Many(1000))
            {
                await Task.Yield();
                asked++;
                yield return pond;
            }
        }

        await using var results = client.Batches.UpsertAsync(Arrive(), cancel: Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await results.MoveNextAsync());

        Assert.Equal([Ponds.Id(0), Ponds.Id(1)], results.Current.Created);
        Assert.Equal(3, asked);
        Assert.Single(broker.Requests);
    }

    [Fact]
    public async Task What_failed_is_named_and_the_rest_is_written()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var result = await broker.Client.Batches.CreateAsync(Ponds.Many(3), Cancel);

        Assert.False(result.IsComplete);
        Assert.Equal([Ponds.Id(0), Ponds.Id(2)], result.Succeeded);
        var failure = Assert.Single(result.Failures);
        Assert.Equal((Ponds.Id(1), 409), (failure.EntityId, failure.Error.Status));
        Assert.EndsWith("AlreadyExists", failure.Error.Type, StringComparison.Ordinal);
        Assert.Null(failure.RegistrationId);
    }

    [Fact]
    public async Task An_upsert_replaces_or_updates()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(2), Cancel);
        NgsiEntity[] deep = [.. Enumerable.Range(0, 2).Select(n => new NgsiEntityBuilder(Ponds.Id(n), "Pond").Property("depth", 2).Build())];

        await broker.Client.Batches.UpsertAsync(deep[..1], NgsiUpsertMode.Update, Cancel);
        await broker.Client.Batches.UpsertAsync(deep[1..], NgsiUpsertMode.Replace, Cancel);

        var updated = await broker.Client.Entities.RetrieveAsync(Ponds.Id(0), cancel: Cancel);
        var replaced = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.Equal(["depth", "temperature"], updated!.AttributeNames.Order());
        Assert.Equal(["depth"], replaced!.AttributeNames);
    }

    [Fact]
    public async Task Updates_and_merges_of_what_is_not_there_fail()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(1), Cancel);

        var updated = await broker.Client.Batches.UpdateAsync(Ponds.Many(2), cancel: Cancel);
        var kept = await broker.Client.Batches.UpdateAsync(Ponds.Many(1), overwrite: false, Cancel);
        var merged = await broker.Client.Batches.MergeAsync(Ponds.Many(2), Cancel);

        Assert.Equal([Ponds.Id(0)], updated.Succeeded);
        Assert.Equal(Ponds.Id(1), Assert.Single(updated.Failures).EntityId);
        Assert.Equal(Ponds.Id(0), Assert.Single(kept.Failures).EntityId);
        Assert.Equal([Ponds.Id(0)], merged.Succeeded);
        Assert.Equal(Ponds.Id(1), Assert.Single(merged.Failures).EntityId);
    }

    [Fact]
    public async Task Many_entities_are_deleted_in_parts()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.With(new NgsiLdClientOptions { BatchSize = 2 });
        await broker.Client.Batches.CreateAsync(Ponds.Many(4), Cancel);

        var result = await client.Batches.DeleteAsync(Enumerable.Range(0, 5).Select(number => (ResourceId)Ponds.Id(number)), Cancel);

        Assert.Equal(4, result.Succeeded.Count);
        Assert.Equal((Ponds.Id(4), 404), (Assert.Single(result.Failures).EntityId, result.Failures[0].Error.Status));
        Assert.Equal(0, await client.Entities.CountAsync(NgsiQuery.OfType("Pond"), Cancel));
    }

    [Fact]
    public async Task Entities_with_and_without_context_do_not_mix()
    {
        await using var broker = await TestBroker.StartAsync();
        var withContext = new NgsiEntityBuilder(Ponds.Id(2), "Pond").Context("https://ctx.example/pond.jsonld").Build();

        await Assert.ThrowsAsync<ArgumentException>(() => broker.Client.Batches.UpsertAsync([Ponds.Pond(1), withContext], cancel: Cancel));

        Assert.Empty(broker.Requests);
    }

    [Fact]
    public async Task The_results_of_many_parts_are_not_copied_for_each_of_them()
    {
        const int Parts = 10_000;
        var broker = new ScriptedBroker();
        for (var part = 0; part < 2 * Parts; part++)
            broker.Answer(204);
        var client = broker.Client(new NgsiLdClientOptions { BatchSize = 1 });
        var ponds = Ponds.Many(Parts).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var written = await client.Batches.UpsertAsync(ponds, cancel: Cancel);
        var deleted = await client.Batches.DeleteAsync(ponds.Select(pond => (ResourceId)pond.Id), Cancel);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
        Assert.Equal(Ponds.Many(Parts).Select(pond => pond.Id.Value), written.Succeeded);
        Assert.Equal(written.Succeeded, deleted.Succeeded);
    }

    [Fact]
    public async Task Nothing_is_sent_for_nothing()
    {
        await using var broker = await TestBroker.StartAsync();

        var result = await broker.Client.Batches.UpsertAsync([], cancel: Cancel);

        Assert.True(result.IsComplete);
        Assert.Empty(broker.Requests);
    }
}
