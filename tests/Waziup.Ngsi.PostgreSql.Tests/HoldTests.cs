namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>Work that one node of several does.</summary>
public sealed class HoldTests : IAsyncLifetime
{
    readonly string _schema = Cluster.NewSchema();
    Cluster _cluster = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task One_node_holds_it_and_the_next_one_gets_it()
    {
        await using var one = await OpenStore.AtAsync(_cluster, _schema);
        await using var two = await OpenStore.AtAsync(_cluster, _schema);
        var held = await one.Storage.HoldAsync("work", Cancel);
        var waiting = two.Storage.HoldAsync("work", Cancel).AsTask();
        await Task.Delay(1200, Cancel);
        Assert.False(waiting.IsCompleted);
        // Other work is not held up by it.
        await using (await two.Storage.HoldAsync("other work", Cancel))
        {
        }

        await held.DisposeAsync();

        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.False(next.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Whose_session_ends_has_lost_it()
    {
        await using var one = await OpenStore.AtAsync(_cluster, _schema);
        await using var two = await OpenStore.AtAsync(_cluster, _schema);
        await using var held = await one.Storage.HoldAsync("work", Cancel);
        var lost = new TaskCompletionSource();
        held.Lost.Register(lost.SetResult);

        // This lock's session alone: the tests beside this one hold others.
        await _cluster.ExecuteAsync($"""
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
            and (classid::bigint << 32 | objid::bigint) = hashtextextended('{_schema}/work', 27)
            """);

        await using var next = await two.Storage.HoldAsync("work", Cancel);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task Waiting_for_it_can_be_given_up()
    {
        await using var one = await OpenStore.AtAsync(_cluster, _schema);
        await using var held = await one.Storage.HoldAsync("work", Cancel);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await one.Storage.HoldAsync("work", stop.Token));
    }
}
