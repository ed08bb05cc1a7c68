using Npgsql;

namespace Waziup.Floor.PostgreSql;

/// <summary>The row that a reader stands at.</summary>
internal sealed class Row(NpgsqlDataReader reader) : IRow
{
    public ReadOnlySpan<byte> Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public long Long(int column) => reader.GetInt64(column);

    public double Double(int column) => reader.GetDouble(column);
}
