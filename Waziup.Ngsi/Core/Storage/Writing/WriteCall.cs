using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What one caller waits for: one or several steps, carried out in order, each alone.</summary>
/// <remarks>The writer alone uses it after it was queued; the caller awaits.</remarks>
internal abstract class WriteCall
{
    private NgsiLdError? _failure;

    /// <summary>How many steps there are.</summary>
    public abstract int Count { get; }

    /// <summary>How many steps were handed to groups.</summary>
    public int Taken { get; set; }

    /// <summary>How many steps have ended, the first ones.</summary>
    public int Ended { get; private set; }

    /// <summary>Whether steps are left that no group has.</summary>
    public bool HasMore => Taken < Count;

    /// <summary>The entity that a step is about; default where it is about something else.</summary>
    public virtual (TenantId Tenant, EntityId Id) Subject(int step) => default;

    /// <summary>Carries a step out inside the transaction; may be called again after a rollback.</summary>
    public abstract void Run(IWriteTransaction transaction, int step);

    /// <summary>The step was committed.</summary>
    /// <returns>Whether it was the last one, so that the call can be answered.</returns>
    public bool Committed() => ++Ended == Count;

    /// <summary>The step alone cannot be carried out.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Failed(int step, NgsiLdError error)
    {
        Refuse(step, error);
        return ++Ended == Count;
    }

    /// <summary>Nothing can be written: no step from the first open one on will be carried out.</summary>
    /// <returns>Whether it can be answered with that; false where it was before.</returns>
    public bool Abort(NgsiLdError error)
    {
        if (Ended == Count)
            return false;
        if (Ended == 0)
            _failure = error;
        for (var step = Ended; step < Count && Ended > 0; step++)
            Refuse(step, error);
        Ended = Taken = Count;
        return true;
    }

    /// <summary>What was committed of it may not be on the medium: it is answered with that, whatever its steps gave.</summary>
    public void Lose(NgsiLdError error) => _failure = error;

    /// <summary>Answers the caller; what he does next runs before this returns.</summary>
    public void Answer()
    {
        if (_failure is null)
            Complete();
        else
            Fail(_failure);
    }

    /// <summary>Answers the caller with what the steps gave.</summary>
    protected abstract void Complete();

    /// <summary>Answers the caller that nothing was written at all.</summary>
    protected abstract void Fail(NgsiLdError error);

    /// <summary>Notes an error as the result of a step.</summary>
    protected abstract void Refuse(int step, NgsiLdError error);
}
