namespace Waziup.Server.Options;

/// <summary>Where entities are kept.</summary>
internal enum StoreKind
{
    /// <summary>In one SQLite file.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database.</summary>
    PostgreSql,

    /// <summary>In memory: gone when the server stops.</summary>
    Memory,
}
