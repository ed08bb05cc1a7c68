using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Receiving;

namespace Waziup.Ngsi.Mqtt.Tests.Receiving;

/// <summary>What comes is handed over in order, and acknowledged when it is done with and not before.</summary>
public sealed class BatchesTests : ILogger
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _handed = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Reception>> _held = new();
    private readonly AcknowledgingConnection _server = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly ConcurrentQueue<string> _logged = new();
    private Func<ReceivedMessage, ValueTask<Reception>>? _answer;

    [Fact]
    public async Task Messages_of_one_lane_are_handed_over_in_order_and_others_meanwhile()
    {
        var batches = New();
        Hold("a/1", "b/1");
        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        await batches.TakeAsync(Message("a/2"), Ends.Cancel);
        await batches.TakeAsync(Message("b/1"), Ends.Cancel);
        batches.Close();
        var run = batches.RunAsync(_cut.Token);

        await UntilAsync(() => _handed.Count == 2);
        Assert.Equal(["a/1", "b/1"], _handed.Order(StringComparer.Ordinal));
        Let("a/1", "b/1");
        await run;

        Assert.Equal("a/2", _handed.Last());
    }

    [Fact]
    public async Task A_message_is_acknowledged_when_it_and_all_before_it_are_done_with()
    {
        var batches = New();
        Hold("a/1");
        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        await batches.TakeAsync(Message("b/1"), Ends.Cancel);
        await batches.TakeAsync(Message("c/1"), Ends.Cancel);
        batches.Close();
        var run = batches.RunAsync(_cut.Token);

        await UntilAsync(() => _handed.Count == 3);
        Assert.Empty(_server.Acknowledged);
        Let("a/1");
        await run;

        Assert.Equal(["a/1", "b/1", "c/1"], _server.Acknowledged);
    }

    [Fact]
    public async Task What_cannot_be_stored_now_is_handed_over_again_as_it_came_and_acknowledged_then()
    {
        var (batches, times, isThere) = (New(), new ConcurrentQueue<DateTimeOffset>(), false);
        _answer = message =>
        {
            times.Enqueue(message.At);
            return ValueTask.FromResult(Volatile.Read(ref isThere) ? Reception.Done : Reception.Later);
        };
        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        batches.Close();
        var run = batches.RunAsync(_cut.Token);

        await AdvanceUntilAsync(() => times.Count >= 10);
        Assert.Empty(_server.Acknowledged);
        Volatile.Write(ref isThere, true);
        await AdvanceUntilAsync(() => run.IsCompleted);

        Assert.Equal(["a/1"], _server.Acknowledged);
        Assert.Single(times.Distinct());
    }

    [Fact]
    public async Task Messages_wait_a_moment_for_others()
    {
        var batches = New();
        var run = batches.RunAsync(_cut.Token);

        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        await UntilAsync(() => _time.WaitingTimers == 1);
        _time.Advance(Moment - TimeSpan.FromMilliseconds(1));
        await batches.TakeAsync(Message("b/1"), Ends.Cancel);
        Assert.Empty(_handed);
        await UntilAsync(() => batches.Waiting == 0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => _server.Acknowledged.Count == 2);
        batches.Close();
        await run;

        Assert.Equal(0, _time.WaitingTimers);
    }

    [Fact]
    public async Task As_many_as_may_be_under_way_do_not_wait()
    {
        var batches = New(most: 3);
        var run = batches.RunAsync(_cut.Token);

        foreach (var topic in new[] { "a/1", "a/2", "a/3" })
            await batches.TakeAsync(Message(topic), Ends.Cancel);

        await UntilAsync(() => _server.Acknowledged.Count == 3);
        batches.Close();
        await run;
    }

    [Fact]
    public async Task A_message_that_brings_the_handler_down_is_given_up_and_does_not_hold_up_others()
    {
        var batches = New();
        var attempts = 0;
        _answer = message => message.Topic == "a/1" ? throw new InvalidOperationException($"fault {++attempts}") : ValueTask.FromResult(Reception.Done);
        foreach (var topic in new[] { "a/1", "a/2", "b/1" })
            await batches.TakeAsync(Message(topic), Ends.Cancel);
        batches.Close();
        var run = batches.RunAsync(_cut.Token);

        await AdvanceUntilAsync(() => run.IsCompleted);

        Assert.Equal(5, attempts);
        Assert.Equal(["a/1", "a/2", "b/1"], _server.Acknowledged);
        Assert.Equal(["Error A message on a/1 could not be taken; it is lost"], _logged);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_left_to_the_server()
    {
        var batches = New();
        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        batches.Close();
        await batches.TakeAsync(Message("a/2"), Ends.Cancel);

        await batches.RunAsync(_cut.Token);

        Assert.Equal(["a/1"], _handed);
        Assert.Equal(["a/1"], _server.Acknowledged);
    }

    [Fact]
    public async Task What_is_not_done_with_when_it_is_cut_is_not_acknowledged()
    {
        var batches = New();
        _answer = message => ValueTask.FromResult(message.Topic == "a/1" ? Reception.Done : Reception.Later);
        await batches.TakeAsync(Message("a/1"), Ends.Cancel);
        await batches.TakeAsync(Message("b/1"), Ends.Cancel);
        batches.Close();
        var run = batches.RunAsync(_cut.Token);

        await UntilAsync(() => _server.Acknowledged.Count == 1 && _time.WaitingTimers == 1);
        await _cut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(["a/1"], _server.Acknowledged);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Enqueue($"{logLevel} {formatter(state, exception)}");

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Ends.Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Batches New(int most = 10) => new(
        new MqttReceiverOptions { ClientId = "c", Filters = ["#"], LaneOf = topic => topic.Split('/')[0], MaxWaiting = most }, HandleAsync, _time, this);

    private async ValueTask<Reception> HandleAsync(ReceivedMessage message, CancellationToken cancel)
    {
        _handed.Enqueue(message.Topic);
        if (_answer is not null)
            return await _answer(message);
        return _held.TryGetValue(message.Topic, out var held) ? await held.Task.WaitAsync(cancel) : Reception.Done;
    }

    private MqttMessage Message(string topic) => new(new PublishPacket(topic, Encoding.UTF8.GetBytes("1"), Qos.AtLeastOnce) { PacketId = 1 }, _server, 1, 1);

    private void Hold(params string[] topics)
    {
        foreach (var topic in topics)
            _held[topic] = new TaskCompletionSource<Reception>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Let(params string[] topics)
    {
        foreach (var topic in topics)
            _held[topic].SetResult(Reception.Done);
    }

    private async Task AdvanceUntilAsync(Func<bool> isSo) => await UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return isSo();
    });

    private sealed class AcknowledgingConnection : IMqttConnection
    {
        public ConcurrentQueue<string> Acknowledged { get; } = new();

        public int Pending => 0;

        public Task ConnectAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, Qos qos, PublishProperties? properties, CancellationToken cancel) => Task.CompletedTask;

        public Task SubscribeAsync(IReadOnlyList<TopicFilter> filters, CancellationToken cancel) => Task.CompletedTask;

        public Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel) => Task.CompletedTask;

        public ValueTask AcknowledgeAsync(IReadOnlyList<MqttMessage> messages, CancellationToken cancel)
        {
            foreach (var message in messages)
                Acknowledged.Enqueue(message.Topic);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
