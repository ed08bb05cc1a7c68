namespace Waziup.Ngsi.Storage;

/// <summary>What a tenant holds.</summary>
/// <param name="Entities">Entities that exist now.</param>
/// <param name="HistoryRows">Rows of the history, those of deleted entities too.</param>
/// <param name="Bytes">Bytes of their content as the store keeps it; what it needs beside that, as for indexes, is not counted.</param>
public readonly record struct TenantUsage(long Entities, long HistoryRows, long Bytes)
{
    /// <summary>Both together.</summary>
    public static TenantUsage operator +(TenantUsage left, TenantUsage right) => left.Add(right);

    /// <summary>Both together.</summary>
    public TenantUsage Add(TenantUsage other) => new(Entities + other.Entities, HistoryRows + other.HistoryRows, Bytes + other.Bytes);
}
