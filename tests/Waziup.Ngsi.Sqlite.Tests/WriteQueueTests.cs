using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>When the writer takes a group, and what is in it.</summary>
public sealed class WriteQueueTests
{
    readonly WriteQueue _queue = new(maxGroup: 10, maxWaiting: 30);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_write_is_taken_at_once()
    {
        var taken = TakeAsync();
        _queue.Add(new Call(1));

        Assert.Equal(1, await taken.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_for_a_group_is_taken_in_parts()
    {
        _queue.Add(new Call(12));

        Assert.Equal(10, await TakeAsync().WaitAsync(Cancel));
        Assert.Equal(2, await TakeAsync().WaitAsync(Cancel));
    }

    [Fact]
    public async Task At_the_end_what_waits_is_taken_and_then_nothing()
    {
        _queue.Add(new Call(1));

        _queue.End();

        Assert.Equal(1, await TakeAsync().WaitAsync(Cancel));
        Assert.Equal(-1, await TakeAsync().WaitAsync(Cancel));
        Assert.Equal(503, Assert.Throws<NgsiLdException>(() => _queue.Add(new Call(1))).Error.Status);
    }

    [Fact]
    public void Single_writes_and_batches_share_a_group()
    {
        _queue.Add(new Call(12));
        for (var i = 0; i < 8; i++)
            _queue.Add(new Call(1));

        var group = new List<(WriteCall Call, int Step)>();
        Assert.True(_queue.Take(group));

        Assert.Equal(5, group.Count(item => item.Call.Count == 1));
        Assert.Equal([0, 1, 2, 3, 4], group.Where(item => item.Call.Count == 12).Select(item => item.Step));
        Assert.Equal(10, _queue.Waiting);
    }

    [Fact]
    public void What_is_too_much_is_refused_but_never_the_only_one()
    {
        _queue.Add(new Call(40));

        Assert.Equal(503, Assert.Throws<NgsiLdException>(() => _queue.Add(new Call(1))).Error.Status);
    }

    /// <summary>How many steps were taken; -1 at the end.</summary>
    Task<int> TakeAsync() => Task.Run(() =>
    {
        var group = new List<(WriteCall Call, int Step)>();
        return _queue.Take(group) ? group.Count : -1;
    });

    sealed class Call(int count) : WriteCall
    {
        public override int Count => count;

        public override void Run(IWriteTransaction transaction, int step) => throw new InvalidOperationException("is not run here");

        protected override void Complete() => throw new InvalidOperationException("is not answered here");

        protected override void Fail(NgsiLdError error) => throw new InvalidOperationException("is not answered here");

        protected override void Refuse(int step, NgsiLdError error) => throw new InvalidOperationException("is not answered here");
    }
}
