using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Documents of one kind that belong to no tenant, each looked at again after half a second: what a node changes it knows at once, others within that time.</summary>
/// <typeparam name="T">What is made of a document.</typeparam>
/// <remarks>Thread-safe. That one is not there is remembered too, so that names that nobody has cost nothing.</remarks>
internal sealed class Remembered<T>(IStorage storage, DocumentKind kind, Func<Document, T> read, Func<T, Document> write, TimeProvider clock)
    where T : class
{
    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (T? Value, long At)> _known = new(StringComparer.Ordinal);
    private int _changes;

    /// <summary>The one with an id; null where there is none.</summary>
    public async ValueTask<T?> FindAsync(string id, CancellationToken cancel)
    {
        int changes;
        lock (_gate)
        {
            if (_known.TryGetValue(id, out var known) && clock.GetElapsedTime(known.At) < Interval)
                return known.Value;
            changes = _changes;
        }
        var value = await ReadAsync(id, cancel);
        lock (_gate)
        {
            // What was read before a change must not come back behind it.
            if (changes == _changes)
                Keep(id, value);
        }
        return value;
    }

    /// <summary>The one with an id as it is stored; null where there is none.</summary>
    public async ValueTask<T?> ReadAsync(string id, CancellationToken cancel) =>
        await storage.Documents.FindAsync(default, kind, id, cancel) is { } document ? read(document) : null;

    /// <summary>All of them.</summary>
    public async ValueTask<IReadOnlyList<T>> ListAsync(CancellationToken cancel) =>
        [.. (await storage.Documents.ListAsync(kind, cancel)).Where(one => one.Tenant == default).Select(one => read(one.Document))];

    /// <summary>How many there are.</summary>
    public ValueTask<long> CountAsync(CancellationToken cancel) => storage.Documents.CountAsync(default, kind, cancel);

    /// <summary>Writes one durably where the stored one is the one that was read.</summary>
    /// <param name="value">The one, with a time of its own.</param>
    /// <param name="before">The time of the one that was read; none: there was none.</param>
    /// <returns>False where another one has changed it meanwhile: nothing was written.</returns>
    public async ValueTask<bool> ReplaceAsync(T value, Instant before)
    {
        var document = write(value);
        var isDone = await storage.Documents.ReplaceAsync(default, document, before, CancellationToken.None);
        lock (_gate)
        {
            _changes++;
            if (isDone)
                Keep(document.Id, value);
            else
                _known.Remove(document.Id);
        }
        return isDone;
    }

    /// <summary>Takes one away durably.</summary>
    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> DeleteAsync(string id)
    {
        var outcome = await storage.Documents.DeleteAsync(default, kind, id, CancellationToken.None);
        lock (_gate)
        {
            _changes++;
            _known.Remove(id);
        }
        return outcome == Outcome.Done;
    }

    private void Keep(string id, T? value)
    {
        if (_known.Count >= MaxRemembered)
            _known.Clear();
        _known[id] = (value, clock.GetTimestamp());
    }
}
