using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite.Tests.Faults;

/// <summary>Nobody is told of a commit before its flush, and nobody is told that all is well after one that failed.</summary>
public sealed class FlusherTests : IDisposable
{
    readonly List<long> _reached = [];
    readonly WriteMetrics _metrics = new("tests", "tests", new ManualTime());
    readonly Flusher _flusher;

    public FlusherTests() => _flusher = new Flusher(_reached.Add, _metrics, NullLogger.Instance);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _flusher.Stop();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Who_writes_and_who_reads_waits_for_the_flush()
    {
        using var medium = new Medium();
        _flusher.Restart(medium.Flush);
        var call = new Call();
        var group = Group(7, call);

        _flusher.Add(group, inBackground: true);
        medium.WaitUntilBusy();
        var read = _flusher.State.WaitAsync(group.Number).AsTask();

        Assert.False(call.Answer.IsCompleted);
        Assert.False(read.IsCompleted);
        Assert.False(_flusher.State.HasFlushed(group.Number));
        Assert.Empty(_reached);

        medium.GoOn();
        Assert.Null(await call.Answer.WaitAsync(Cancel));
        await read.WaitAsync(Cancel);
        Assert.Equal([7], _reached);
    }

    [Fact]
    public async Task What_comes_during_a_flush_shares_the_next_one()
    {
        using var medium = new Medium();
        _flusher.Restart(medium.Flush);
        Call[] calls = [new(), new(), new(), new()];

        _flusher.Add(Group(1, calls[0]), inBackground: true);
        medium.WaitUntilBusy();
        for (var i = 1; i < calls.Length; i++)
            _flusher.Add(Group(i + 1, calls[i]), inBackground: true);
        medium.GoOn();
        await Task.WhenAll(calls.Select(call => call.Answer)).WaitAsync(Cancel);

        Assert.Equal(2, medium.Flushes);
        Assert.Equal([1, 4], _reached);
    }

    [Fact]
    public void A_group_can_be_flushed_by_who_brings_it()
    {
        var thread = 0;
        _flusher.Restart(() => thread = Environment.CurrentManagedThreadId);

        _flusher.Add(Group(1, new Call()), inBackground: false);

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Equal([1], _reached);
    }

    [Fact]
    public async Task Who_waits_for_his_flush_waits_for_the_one_that_goes_on_as_well()
    {
        using var medium = new Medium();
        _flusher.Restart(medium.Flush);
        var (first, second) = (Group(1, new Call()), Group(2, new Call()));

        _flusher.Add(first, inBackground: true);
        medium.WaitUntilBusy();
        var waits = Task.Run(() => _flusher.Add(second, inBackground: false), Cancel);
        Assert.False(_flusher.State.HasFlushed(first.Number));
        medium.GoOn();
        await waits.WaitAsync(Cancel);

        Assert.True(_flusher.State.HasFlushed(second.Number));
        Assert.Equal([1, 2], _reached);
    }

    [Fact]
    public async Task After_a_flush_that_failed_everything_is_refused_until_all_was_made_good()
    {
        var flushes = 0;
        _flusher.Restart(() =>
        {
            if (++flushes == 1)
                throw new SqliteFailure(SQLitePCL.raw.SQLITE_IOERR_FSYNC, "the card is gone");
        });
        var (lost, next, later) = (new Call(), new Call(), new Call());
        var group = Group(1, lost);

        _flusher.Add(group, inBackground: false);
        _flusher.Add(Group(2, next), inBackground: true);
        _flusher.Drain();

        Assert.Equal(503, (await lost.Answer.WaitAsync(Cancel))!.Status);
        Assert.Equal(503, (await next.Answer.WaitAsync(Cancel))!.Status);
        Assert.Equal(1, flushes);
        Assert.True(_flusher.State.HasFailed);
        // Reads go on.
        Assert.True(_flusher.State.HasFlushed(group.Number + 10));
        Assert.Empty(_reached);

        _flusher.Restart(() => flushes++);
        _flusher.Add(Group(3, later), inBackground: false);
        Assert.Null(await later.Answer.WaitAsync(Cancel));
        Assert.Equal((2, false), (flushes, _flusher.State.HasFailed));
        Assert.Equal([3], _reached);
    }

    [Fact]
    public async Task A_batch_of_which_a_part_was_lost_is_not_answered_as_if_all_were_there()
    {
        _flusher.Restart(() => throw new SqliteFailure(SQLitePCL.raw.SQLITE_IOERR_FSYNC, "the card is gone"));
        var batch = new Call();
        var (first, second) = (new WriteGroup { Committed = 1, Head = 1 }, new WriteGroup { Committed = 1, Head = 2 });
        first.Steps.Add((batch, 0));
        second.Steps.Add((batch, 1));
        second.Answers.Add(batch);
        _flusher.State.Begin(first);

        _flusher.Add(first, inBackground: false);
        _flusher.Restart(null);
        _flusher.State.Begin(second);
        _flusher.Add(second, inBackground: false);

        Assert.Equal(503, (await batch.Answer.WaitAsync(Cancel))!.Status);
    }

    [Fact]
    public async Task Of_what_was_not_committed_nothing_is_flushed()
    {
        var flushes = 0;
        _flusher.Restart(() => flushes++);
        var call = new Call();
        var group = Group(1, call);
        group.Committed = 0;

        _flusher.Add(group, inBackground: true);

        await call.Answer.WaitAsync(Cancel);
        await _flusher.State.WaitAsync(group.Number);
        Assert.Equal(0, flushes);
        Assert.Empty(_reached);
    }

    WriteGroup Group(long head, Call call)
    {
        var group = new WriteGroup { Committed = 1, Head = head };
        group.Steps.Add((call, 0));
        group.Answers.Add(call);
        _flusher.State.Begin(group);
        return group;
    }

    /// <summary>A write; its answer is the error, or null.</summary>
    sealed class Call : WriteCall
    {
        readonly TaskCompletionSource<NgsiLdError?> _answer = new();

        public new Task<NgsiLdError?> Answer => _answer.Task;

        public override int Count => 1;

        public override void Run(IWriteTransaction transaction, int step) => throw new InvalidOperationException("is not run here");

        protected override void Complete() => _answer.SetResult(null);

        protected override void Fail(NgsiLdError error) => _answer.SetResult(error);

        protected override void Refuse(int step, NgsiLdError error) => throw new InvalidOperationException("is not refused here");
    }

    /// <summary>A medium that stays busy with the first flush until it is told to go on.</summary>
    sealed class Medium : IDisposable
    {
        readonly ManualResetEventSlim _busy = new();
        readonly ManualResetEventSlim _goOn = new();

        public int Flushes { get; private set; }

        public void Flush()
        {
            Flushes++;
            _busy.Set();
            _goOn.Wait(Cancel);
        }

        public void WaitUntilBusy() => _busy.Wait(Cancel);

        public void GoOn() => _goOn.Set();

        public void Dispose()
        {
            _busy.Dispose();
            _goOn.Dispose();
        }
    }
}
