namespace Waziup.Ngsi.Sqlite;

/// <summary>The write-ahead log as the writing connection has it open, so that a commit can leave its flush to another thread.</summary>
/// <remarks>Lives as long as the connection. Only <see cref="Flush"/> may be called on another thread than the connection's.</remarks>
internal sealed class LogFile
{
    private readonly nint _file;

    private LogFile(nint file) => _file = file;

    /// <summary>The log of a connection that has read the store; null where its files are not those of <see cref="GatheringFiles"/>.</summary>
    public static LogFile? Of(Connection connection) =>
        connection.LogFile is var file and not 0 && GatheringFiles.Gathers(file) ? new LogFile(file) : null;

    /// <summary>Runs a commit without its flush. What must be on the medium before anything else, the head of a log that begins anew, is flushed.</summary>
    public void LeaveFlush(Statement commit)
    {
        GatheringFiles.LeaveFlush(_file, true);
        try
        {
            commit.Run();
        }
        finally
        {
            GatheringFiles.LeaveFlush(_file, false);
        }
    }

    /// <summary>Flushes what was committed.</summary>
    /// <exception cref="SqliteFailure">The medium did not confirm it.</exception>
    public void Flush()
    {
        if (GatheringFiles.FlushNow(_file) is var code and not SQLitePCL.raw.SQLITE_OK)
            throw new SqliteFailure(code, "the write-ahead log could not be flushed");
    }
}
