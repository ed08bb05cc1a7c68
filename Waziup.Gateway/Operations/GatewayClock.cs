namespace Waziup.Gateway.Operations;

/// <summary>A clock for machines that forget the time when they are switched off: until theirs was set, it shows no time before what is known to have been.</summary>
/// <remarks>
/// It begins with the latest of what the machine says, when the program was built, and what was kept the last time, and counts on from there. As soon as something
/// says that the machine's clock was set, it is that clock. Timers and measured times are those of the machine. Thread-safe.
/// </remarks>
internal sealed class GatewayClock : TimeProvider
{
    // A clock is asked often; whether somebody has set the machine's is not.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _machine;
    private readonly Func<DateTimeOffset, bool> _isSet;
    private readonly DateTimeOffset _built;
    private readonly DateTimeOffset _start;
    private readonly long _started;
    private long _lookedAt;
    private volatile bool _isTrusted;

    /// <param name="machine">The clock of the machine.</param>
    /// <param name="kept">What was kept the last time; null for nothing.</param>
    /// <param name="built">When the program was built.</param>
    /// <param name="isSet">Whether the machine's clock, which shows this time, was set by something that knows the time.</param>
    public GatewayClock(TimeProvider machine, DateTimeOffset? kept, DateTimeOffset built, Func<DateTimeOffset, bool> isSet)
    {
        (_machine, _isSet, _built) = (machine, isSet, built);
        _started = machine.GetTimestamp();
        _start = new[] { machine.GetUtcNow(), built, kept ?? built }.Max();
        _isTrusted = IsBelievable();
        _lookedAt = _started;
    }

    /// <summary>Whether it shows the right time, as far as is known; else it shows one that it was at least.</summary>
    public bool IsTrusted
    {
        get
        {
            if (!_isTrusted && _machine.GetElapsedTime(Interlocked.Read(ref _lookedAt)) >= LookAgain)
            {
                Interlocked.Exchange(ref _lookedAt, _machine.GetTimestamp());
                // Once it is, it stays so: a clock that was set does not come to be unset.
                if (IsBelievable())
                    _isTrusted = true;
            }
            return _isTrusted;
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => IsTrusted ? _machine.GetUtcNow() : _start + _machine.GetElapsedTime(_started);

    /// <inheritdoc/>
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _machine.CreateTimer(callback, state, dueTime, period);

    // A clock that is behind its own program was not set, whatever is said of it. What was kept may itself have come from a clock that was ahead.
    private bool IsBelievable() => _machine.GetUtcNow() is var now && now >= _built && _isSet(now);
}
