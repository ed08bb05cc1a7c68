using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Mqtt.Connection;

namespace Waziup.Ngsi.Mqtt.Tests.Connection;

/// <summary>When the server is asked for a sign of life, and when it is taken for gone.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Eighth = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly Task _watch;
    private readonly CancellationTokenSource _stop = new();
    private int _asked;

    public HeartbeatTests()
    {
        _heartbeat = new Heartbeat(8 * Eighth, _time);
        _watch = _heartbeat.WatchAsync(() => _asked++, _stop.Token);
    }

    [Fact]
    public void While_both_sides_speak_nothing_is_asked()
    {
        for (var i = 0; i < 100; i++)
        {
            _heartbeat.Sent();
            _heartbeat.Heard();
            Advance();
        }

        Assert.Equal(0, _asked);
    }

    [Fact]
    public void A_quiet_connection_is_asked_and_kept_while_it_answers()
    {
        for (var i = 0; i < 100; i++)
        {
            var before = _asked;
            Advance();
            if (_asked == before)
                continue;
            _heartbeat.Sent();
            _heartbeat.Heard();
        }

        Assert.InRange(_asked, 20, 25);
        Assert.False(_watch.IsCompleted);
    }

    [Fact]
    public async Task A_silent_server_is_taken_for_gone()
    {
        for (var i = 0; i < 9; i++)
        {
            // We speak all the while, into the void.
            _heartbeat.Sent();
            Advance();
        }

        Assert.Equal(1, _asked);
        await Assert.ThrowsAsync<MqttException>(() => _watch);
    }

    [Fact]
    public void A_busy_application_is_not_taken_for_a_silent_server()
    {
        _heartbeat.IsBusy = true;
        for (var i = 0; i < 100; i++)
            Advance();

        Assert.False(_watch.IsCompleted);
        Assert.True(_asked > 0);
    }

    // A continuation may run elsewhere: the next pause has begun when its timer waits, unless the watch is over.
    private void Advance()
    {
        _time.Advance(Eighth);
        SpinWait.SpinUntil(() => _time.WaitingTimers > 0 || _watch.IsCompleted);
    }
}
