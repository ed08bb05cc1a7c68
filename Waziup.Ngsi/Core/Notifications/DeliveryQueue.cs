using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>What waits to be told to one subscription, in order; bounded: what does not fit stays in the change log and is read from there later.</summary>
/// <remarks>Thread-safe. One worker at a time takes from it.</remarks>
internal sealed class DeliveryQueue(Subscription subscription, DeliveryState state, int capacity, Laggards laggards, CancellationToken stop) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Notice> _waiting = new();
    private Subscription _subscription = subscription;
    private CancellationTokenSource _changed = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private bool _isWorking;
    private bool _isAwaited;
    private bool _isGone;
    private long _last;

    public SubscriptionKey Key { get; } = new(subscription.Tenant, subscription.Id);

    /// <summary>The subscription as it is now.</summary>
    public Subscription Subscription
    {
        get
        {
            lock (_gate)
                return _subscription;
        }
    }

    /// <summary>What has become of its notifications.</summary>
    public DeliveryState State { get; set; } = state;

    /// <summary>Whether the state differs from what is stored.</summary>
    public bool IsDirty { get; set; }

    /// <summary>How many notifications in a row were given up.</summary>
    public int GivenUp { get; set; }

    /// <summary>Whether it has a position of its own in the change log.</summary>
    public bool IsParked { get; set; }

    /// <summary>Whether changes did not fit; then it reads the log by itself, behind <see cref="Last"/>.</summary>
    public bool Lags { get; private set; }

    /// <summary>The position up to which everything was offered to it, as far as it does not merely follow the common reader.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <summary>How many notices wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Whether nothing more can be put into it.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _waiting.Count >= capacity;
        }
    }

    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 && !Lags;
        }
    }

    /// <summary>The position before which everything is done; the greatest number where nothing waits.</summary>
    public long DoneBefore
    {
        get
        {
            lock (_gate)
                return _waiting.TryPeek(out var first) ? first.Sequence : Lags ? _last + 1 : long.MaxValue;
        }
    }

    /// <summary>How long its first change has waited; nothing where none waits.</summary>
    public TimeSpan HeldFor(Instant now)
    {
        lock (_gate)
            return _waiting.TryPeek(out var first) && first.Change is { } change ? now.ToDateTimeOffset() - change.At.ToDateTimeOffset() : TimeSpan.Zero;
    }

    /// <summary>Ends when the subscription is changed or deleted after this is asked for, and when everything stops.</summary>
    public CancellationToken Changed
    {
        get
        {
            lock (_gate)
                return _changed.Token;
        }
    }

    /// <summary>A change that the common reader has found for it.</summary>
    /// <returns>Whether a worker has to be started.</returns>
    public bool Offer(LoggedChange change)
    {
        lock (_gate)
        {
            if (Lags || change.Sequence <= _last)
                return false;
            if (_waiting.Count < capacity)
                return Add(new Notice(change, Instant.None));
            Lags = true;
            return false;
        }
    }

    /// <summary>A change that was read from the log for it alone.</summary>
    /// <returns>Whether a worker has to be started.</returns>
    public bool Refill(LoggedChange change)
    {
        lock (_gate)
            return Add(new Notice(change, Instant.None));
    }

    /// <summary>A periodic notification is due; nothing where the last one is still under way.</summary>
    public bool Offer(Instant dueAt)
    {
        lock (_gate)
            return _waiting.Count == 0 && Add(new Notice(null, dueAt));
    }

    /// <summary>Everything up to a position was read from the log for it; where more is there, it is looked at again as soon as it has room.</summary>
    /// <param name="position">The position.</param>
    /// <param name="common">How far the common reader has come: where that is not farther, it is followed again.</param>
    public void Reach(long position, long common)
    {
        lock (_gate)
        {
            _last = Math.Max(_last, position);
            Lags = _last < common;
            _isAwaited = false;
            Await();
        }
    }

    /// <summary>Has it read the log by itself behind a position.</summary>
    public void StartAt(long position)
    {
        lock (_gate)
        {
            _last = position;
            Lags = true;
            IsParked = true;
            Await();
        }
    }

    /// <summary>The next notice, which stays until <see cref="Done"/>; null where there is none, and then the worker ends.</summary>
    public Notice? Next()
    {
        lock (_gate)
        {
            if (!_isGone && _waiting.TryPeek(out var notice))
                return notice;
            _isWorking = false;
            return null;
        }
    }

    /// <summary>The next notice was dealt with.</summary>
    public void Done()
    {
        lock (_gate)
        {
            _waiting.TryDequeue(out _);
            Await();
        }
    }

    /// <summary>The subscription was changed: what waits is judged by its new form, and nothing waits for another attempt.</summary>
    public void Update(Subscription subscription)
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            _subscription = subscription;
            GivenUp = 0;
            changed = _changed;
            _changed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        }
        changed.Cancel();
    }

    /// <summary>The subscription was deleted: nothing is sent any more.</summary>
    public void Dispose()
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            _isGone = true;
            _waiting.Clear();
            changed = _changed;
        }
        changed.Cancel();
    }

    // Once half of it is empty, it is worth reading the log for it.
    private void Await()
    {
        if (!Lags || _isAwaited || _isGone || _waiting.Count > capacity / 2)
            return;
        _isAwaited = true;
        laggards.Add(this);
    }

    private bool Add(Notice notice)
    {
        if (_isGone)
            return false;
        if (notice.Change is not null)
            _last = notice.Sequence;
        _waiting.Enqueue(notice);
        var starts = !_isWorking;
        _isWorking = true;
        return starts;
    }
}
