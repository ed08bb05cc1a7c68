namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>How often somebody at an address has shown what did not let him in. Thread-safe.</summary>
/// <remarks>
/// What has let somebody in from there is no guess, and is judged by itself also while others at the address have to wait: a device with an old
/// key, or a stranger behind the same proxy, locks nobody out.
/// </remarks>
/// <param name="most">How many in a minute.</param>
/// <param name="clock">The clock.</param>
internal sealed class FailedAttempts(int most, TimeProvider clock)
{
    /// <summary>How many addresses are remembered; with more all are forgotten.</summary>
    public const int MaxAddresses = 10_000;

    private const int Slots = 1 << 14;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Dictionary<RemoteAddress, (long Began, int Count)> _failed = [];
    private readonly Lock _gate = new();

    // Hashes of what has let somebody in; a wrong one lets nobody in, it is looked at like any other.
    private readonly int[] _good = new int[Slots];
    private volatile int _count;

    /// <summary>Whether this has let somebody in.</summary>
    /// <param name="shown">The hash of what is shown, and from where; 0 for what has none.</param>
    public bool Knows(int shown) => shown != 0 && Volatile.Read(ref _good[shown & (Slots - 1)]) == shown;

    /// <summary>For how many seconds nothing more is tried from there; 0: it may be.</summary>
    public int Wait(RemoteAddress from)
    {
        if (_count == 0)
            return 0;
        lock (_gate)
        {
            if (!_failed.TryGetValue(from, out var window))
                return 0;
            var left = Span - clock.GetElapsedTime(window.Began);
            if (left <= TimeSpan.Zero)
                Forget(from);
            return window.Count < most || left <= TimeSpan.Zero ? 0 : (int)Math.Ceiling(left.TotalSeconds);
        }
    }

    /// <summary>Remembers that this has let somebody in.</summary>
    public void LetIn(int shown) => Volatile.Write(ref _good[shown & (Slots - 1)], shown);

    /// <summary>Counts that something has not.</summary>
    public void Failed(RemoteAddress from)
    {
        lock (_gate)
        {
            if (_failed.Count >= MaxAddresses && !_failed.ContainsKey(from))
                MakeRoom();
            var now = clock.GetTimestamp();
            _failed[from] = _failed.TryGetValue(from, out var window) && clock.GetElapsedTime(window.Began, now) < Span ? window with { Count = window.Count + 1 } : (now, 1);
            _count = _failed.Count;
        }
    }

    private void MakeRoom()
    {
        foreach (var (from, window) in _failed)
        {
            if (clock.GetElapsedTime(window.Began) >= Span)
                _failed.Remove(from);
        }
        if (_failed.Count >= MaxAddresses)
            _failed.Clear();
    }

    private void Forget(RemoteAddress from)
    {
        _failed.Remove(from);
        _count = _failed.Count;
    }
}
