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

    /// <summary>A position behind which lies everything that is committed after this call.</summary>
    ValueTask<long> HeadAsync(CancellationToken cancel);

    /// <summary>The position up to which a read that begins now sees everything; where transactions overlap, it follows the head after a moment.</summary>
    ValueTask<long> ThroughAsync(CancellationToken cancel) => HeadAsync(cancel);

    /// <summary>The last position of which a record went, whether somebody wanted it or not; 0 where none did.</summary>
    ValueTask<long> TrimmedAsync(CancellationToken cancel);

    /// <summary>The last position of which a record went though a reader still wanted it; 0 where none did.</summary>
    ValueTask<long> LostAsync(CancellationToken cancel);

    /// <summary>All readers and how far they have come.</summary>
    ValueTask<IReadOnlyList<(string Reader, Cursor Cursor)>> CursorsAsync(CancellationToken cancel);

    /// <summary>Forgets a reader, who holds nothing back any more.</summary>
    ValueTask RemoveCursorAsync(string reader, CancellationToken cancel);

    /// <summary>Takes away records that every reader is done with, and those older than <paramref name="before"/> whoever still wants them. Oldest first.</summary>
    /// <returns>How many were taken away; at most <paramref name="max"/>. The newest record stays, so that sequences never restart.</returns>
    ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel);
}
