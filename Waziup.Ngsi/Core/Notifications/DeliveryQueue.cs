using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>What waits to be told to one subscription, in order; bounded: what does not fit stays in the change log and is read from there later.</summary>
/// <remarks>Thread-safe. One worker at a time takes from it.</remarks>
internal sealed class DeliveryQueue(Subscription subscription, DeliveryState state, WaitingRoom room, CancellationToken stop) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Notice> _waiting = new();
    private Subscription _subscription = subscription;
    private DeliveryState _state = state;
    private CancellationTokenSource _changed = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private bool _isWorking;
    private bool _isAwaited;
    private bool _isGone;
    private long _last;

    public DocumentKey Key { get; } = new(subscription.Tenant, subscription.Id);

    /// <summary>The subscription as it is now.</summary>
    public Subscription Subscription => Current.Subscription;

    /// <summary>The subscription as it is now, and what ends when it is changed or deleted, or when everything stops.</summary>
    public (Subscription Subscription, CancellationToken Changed) Current
    {
        get
        {
            lock (_gate)
                return (_subscription, _changed.Token);
        }
    }

    /// <summary>What has become of its notifications.</summary>
    public DeliveryState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Whether the state differs from what is stored.</summary>
    public bool IsDirty { get; set; }

    /// <summary>When the state was stored outside of its turn last.</summary>
    public Instant SavedAt { get; set; } = Instant.None;

    /// <summary>How many notifications in a row were given up.</summary>
    public int GivenUp { get; set; }

    /// <summary>The position that is stored as its own; null where it has none.</summary>
    public long? Parked { get; set; }

    /// <summary>Whether the subscription was deleted.</summary>
    public bool IsGone
    {
        get
        {
            lock (_gate)
                return _isGone;
        }
    }

    /// <summary>Whether changes did not fit; then the log is read for it, behind <see cref="Last"/>.</summary>
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
                return !HasRoom;
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

    /// <summary>The position before which everything is done; the greatest number where no change waits.</summary>
    public long DoneBefore
    {
        get
        {
            lock (_gate)
            {
                foreach (var notice in _waiting)
                {
                    if (notice.Change is not null)
                        return notice.Change.Sequence;
                }
                return Lags ? _last + 1 : long.MaxValue;
            }
        }
    }

    private bool HasRoom => _waiting.Count == 0 || (_waiting.Count < room.Capacity && room.HasBytes);

    /// <summary>How long its first notice has waited; nothing where none waits.</summary>
    public TimeSpan HeldFor(Instant now)
    {
        lock (_gate)
            return _waiting.TryPeek(out var first) ? now.ToDateTimeOffset() - first.Since.ToDateTimeOffset() : TimeSpan.Zero;
    }

    /// <summary>Changes the state.</summary>
    /// <returns>The state before and after.</returns>
    public (DeliveryState Before, DeliveryState After) Note(Func<DeliveryState, DeliveryState> change)
    {
        lock (_gate)
        {
            var before = _state;
            _state = change(before);
            IsDirty = true;
            return (before, _state);
        }
    }

    /// <summary>A change that the common reader has found for it.</summary>
    /// <returns>Whether a worker has to be started.</returns>
    public bool Offer(LoggedChange change, Instant now)
    {
        lock (_gate)
        {
            if (Lags || change.Sequence <= _last)
                return false;
            if (HasRoom)
                return Add(new Notice(change, Instant.None, now));
            Lags = true;
            return false;
        }
    }

    /// <summary>A change that was read from the log for it alone.</summary>
    /// <returns>Whether a worker has to be started.</returns>
    public bool Refill(LoggedChange change, Instant now)
    {
        lock (_gate)
            return change.Sequence > _last && Add(new Notice(change, Instant.None, now));
    }

    /// <summary>A periodic notification is due; nothing where something is still under way.</summary>
    public bool Offer(Instant dueAt, Instant now)
    {
        lock (_gate)
            return _waiting.Count == 0 && Add(new Notice(null, dueAt, now));
    }

    /// <summary>What a source has told; refused where there is no room.</summary>
    /// <returns>Whether it was taken, and whether a worker has to be started.</returns>
    public (bool IsTaken, bool Starts) Offer(Notice told)
    {
        lock (_gate)
            return HasRoom && !_isGone ? (true, Add(told)) : (false, false);
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

    /// <summary>Has the log read for it behind a position, which is stored as its own.</summary>
    public void StartAt(long position)
    {
        lock (_gate)
        {
            _last = position;
            Lags = true;
            Parked = position;
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
            if (_waiting.TryDequeue(out var notice))
            {
                room.Leave(notice.Size);
                notice.Dealt?.TrySetResult(true);
            }
            Await();
        }
    }

    /// <summary>The subscription was changed: what waits is judged by its new form, and nothing waits for another attempt.</summary>
    public void Update(Subscription subscription)
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            if (_isGone || ReferenceEquals(subscription, _subscription))
                return;
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
            if (_isGone)
                return;
            _isGone = true;
            foreach (var notice in _waiting)
            {
                room.Leave(notice.Size);
                notice.Dealt?.TrySetResult(false);
            }
            _waiting.Clear();
            changed = _changed;
        }
        changed.Cancel();
    }

    // Once half of it is empty, it is worth reading the log for it.
    private void Await()
    {
        if (!Lags || _isAwaited || _isGone || _waiting.Count > room.Capacity / 2)
            return;
        _isAwaited = true;
        room.Laggards.Add(this);
    }

    private bool Add(Notice notice)
    {
        if (_isGone)
            return false;
        if (notice.Change is not null)
            _last = notice.Change.Sequence;
        _waiting.Enqueue(notice);
        room.Enter(notice.Size);
        var starts = !_isWorking;
        _isWorking = true;
        return starts;
    }
}
