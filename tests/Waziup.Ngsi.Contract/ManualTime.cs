namespace Waziup.Ngsi.Contract;

/// <summary>A clock that stands still until a test advances it; then timers fire on that thread, in order of their due time.</summary>
/// <remarks>Safe for concurrent use. Callbacks run outside the lock: they may use the clock and create, change or end timers.</remarks>
public sealed class ManualTime : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<Timer> _waiting = [];
    long _now;
    long _order;

    /// <summary>Starts the clock.</summary>
    /// <param name="start">The first instant; 2026-01-01T00:00:00Z when left out.</param>
    public ManualTime(DateTimeOffset? start = null) =>
        _now = (start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).UtcTicks;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait to fire: lets a test see that nothing is left behind.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, and fires every timer that falls due on the way at its own instant.</summary>
    /// <param name="by">How far; negative values turn the clock back, as a badly set machine would, and fire nothing.</param>
    public void Advance(TimeSpan by)
    {
        var target = Interlocked.Read(ref _now) + by.Ticks;
        while (NextDue(target) is { } timer)
            timer.Fire();
    }

    /// <summary>Moves the clock on as a machine that slept: every timer that fell due meanwhile fires once, then.</summary>
    /// <param name="by">How far.</param>
    public void Leap(TimeSpan by)
    {
        List<Timer> due;
        lock (_gate)
        {
            var target = _now + by.Ticks;
            due = [.. _waiting.Where(timer => timer.Due <= target).OrderBy(timer => (timer.Due, timer.Order))];
            Interlocked.Exchange(ref _now, target);
            foreach (var timer in due)
            {
                if (timer.Period > 0)
                    Schedule(timer, target + timer.Period);
                else
                    _waiting.Remove(timer);
            }
        }
        due.ForEach(timer => timer.Fire());
    }

    Timer? NextDue(long target)
    {
        lock (_gate)
        {
            var next = _waiting.Where(timer => timer.Due <= target).MinBy(timer => (timer.Due, timer.Order));
            if (next is null)
            {
                Interlocked.Exchange(ref _now, target);
                return null;
            }

            Interlocked.Exchange(ref _now, Math.Max(_now, next.Due));
            if (next.Period > 0)
                Schedule(next, next.Due + next.Period);
            else
                _waiting.Remove(next);

            return next;
        }
    }

    void Schedule(Timer timer, long due)
    {
        timer.Due = due;
        timer.Order = ++_order;
        if (!_waiting.Contains(timer))
            _waiting.Add(timer);
    }

    sealed class Timer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        bool _disposed;

        public long Due { get; set; }

        public long Order { get; set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                    return false;

                Period = period > TimeSpan.Zero ? period.Ticks : 0;
                if (dueTime < TimeSpan.Zero)
                    clock._waiting.Remove(this);
                else
                    clock.Schedule(this, clock._now + dueTime.Ticks);

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
