using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Storage;

/// <summary>Everything that was committed, in order; trimmed behind its readers.</summary>
public interface IChangeLog
{
    /// <summary>Reads records after a position.</summary>
    ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, int max, CancellationToken cancel);

    /// <summary>Returns as soon as there is a record after the position.</summary>
    ValueTask WaitAsync(long after, CancellationToken cancel);

    /// <summary>A reader's cursor; (0, 0) for a new reader.</summary>
    ValueTask<Cursor> GetCursorAsync(string reader, CancellationToken cancel);

    /// <summary>Moves a reader's cursor, durably.</summary>
    /// <returns>False if a newer epoch owns it.</returns>
    ValueTask<bool> SetCursorAsync(string reader, Cursor cursor, CancellationToken cancel);

    /// <summary>Takes away records that every reader is done with, and those older than <paramref name="before"/> whoever still wants them. Oldest first.</summary>
    /// <returns>How many were taken away; at most <paramref name="max"/>. The newest record stays, so that sequences never restart.</returns>
    ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel);
}
