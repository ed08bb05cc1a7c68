using Npgsql;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What a failure of the database means. None leaves this package as it is: callers get the error it stands for.</summary>
internal static class PostgreSqlFailure
{
    private const int MostTries = 8;

    /// <summary>Whether the database, and not our own code, has failed.</summary>
    public static bool IsFailure(Exception failure) => failure is NpgsqlException or TimeoutException or IOException;

    /// <summary>Whether the same transaction may well succeed when it is carried out again: another node was in its way.</summary>
    public static bool IsWorthRepeating(Exception failure, int tries) => tries < MostTries && failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
    } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "entity" };

    /// <summary>Whether one row or statement is to blame, and not the state of the database.</summary>
    public static bool IsOfOneWrite(Exception failure) => failure switch
    {
        PostgresException answer => answer.SqlState[..2] is "22" or "23" or "42" or "54" or "40",
        NpgsqlException or IOException or TimeoutException => false,
        _ => true,
    };

    /// <summary>Whether the connection is gone, and with it what was under way.</summary>
    public static bool IsLostConnection(Exception failure) => failure switch
    {
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: TimeoutException } => false,
        _ => failure is NpgsqlException or IOException,
    };

    /// <summary>Whether the connection may go on being used.</summary>
    public static bool SparesConnection(Exception failure) => failure is PostgresException { IsTransient: false } or not NpgsqlException and not IOException and not TimeoutException;

    /// <summary>What callers are told.</summary>
    public static NgsiLdError ErrorOf(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            NgsiLdErrors.StorageFull("the database has no room left; nothing was written, reads go on"),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            NgsiLdErrors.TooComplexQuery("the query takes too long; ask for less, or for something that an index knows"),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            NgsiLdErrors.StorageUnavailable("the database cannot be written now; nothing was written, reads go on"),
        _ => NgsiLdErrors.StorageUnavailable("the database cannot be reached now; try again later"),
    };

    /// <summary>What those are told who wanted to write.</summary>
    public static NgsiLdError WriteErrorOf(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
        ? NgsiLdErrors.StorageUnavailable("the database takes too long; nothing was written, try again later")
        : ErrorOf(failure);

    /// <summary>The exception that ends a request.</summary>
    public static NgsiLdException ToException(Exception failure) => new(ErrorOf(failure), failure);
}
