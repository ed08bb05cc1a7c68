namespace Waziup.Ngsi.Storage.Memory;

/// <summary>Counts the rows of the history over all tenants. Used under the storage's lock.</summary>
internal sealed class MemoryRows
{
    private long _last;

    /// <summary>The number of the next row.</summary>
    public long Next() => ++_last;
}
