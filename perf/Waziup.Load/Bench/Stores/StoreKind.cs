namespace Waziup.Load.Bench.Stores;

/// <summary>Where host and floor keep what they are sent.</summary>
internal enum StoreKind
{
    Sqlite,
    PostgreSql,
}
