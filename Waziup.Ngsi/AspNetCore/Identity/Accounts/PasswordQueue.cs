using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>Has passwords looked at by two at a time, since each takes long on purpose, and for one name one after another.</summary>
/// <remarks>Who would have to wait long is told to come again. Thread-safe.</remarks>
internal sealed class PasswordQueue : IDisposable
{
    private const int MaxWaiting = 50;
    private const int MaxForOne = 8;
    private readonly SemaphoreSlim _work = new(2, 2);
    private readonly (SemaphoreSlim Turn, int[] Waiting)[] _turns = [.. Enumerable.Range(0, 256).Select(_ => (new SemaphoreSlim(1, 1), new int[1]))];
    private int _waiting;

    /// <exception cref="NgsiLdException">Overloaded.</exception>
    public async ValueTask<T> RunAsync<T>(string name, Func<Task<T>> act, CancellationToken cancel)
    {
        var (turn, forOne) = _turns[(uint)string.GetHashCode(name, StringComparison.Ordinal) % _turns.Length];
        try
        {
            if (Interlocked.Increment(ref forOne[0]) > MaxForOne | Interlocked.Increment(ref _waiting) > MaxWaiting)
                throw new NgsiLdException(NgsiLdErrors.Overloaded("too many passwords are being looked at; try again later"));
            await turn.WaitAsync(cancel);
            try
            {
                await _work.WaitAsync(cancel);
                try
                {
                    return await act();
                }
                finally
                {
                    _work.Release();
                }
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref forOne[0]);
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.Dispose();
        foreach (var (turn, _) in _turns)
            turn.Dispose();
    }
}
