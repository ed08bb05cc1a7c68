namespace Waziup.Ngsi.Model;

/// <summary>Has those wait for each other who work on the same thing in this process.</summary>
/// <param name="count">How many may go on beside each other; a few different things may share a turn.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Turns(int count = 64)
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn of a thing and does something then.</summary>
    /// <param name="hash">That of the thing.</param>
    /// <param name="act">What is done.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<T> InTurnAsync<T>(int hash, Func<ValueTask<T>> act, CancellationToken cancel)
    {
        var turn = _turns[(uint)hash % (uint)_turns.Length];
        await turn.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }
}
