using System.Text;
using Npgsql;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Makes rows, values and sums of the history of what <see cref="WindowSql"/> selects.</summary>
/// <param name="names">Names for numbers.</param>
internal sealed class RowReader(NameTable names)
{
    /// <summary>A whole row.</summary>
    /// <param name="row">Stands at it.</param>
    /// <param name="name">The attribute, where the row does not say it.</param>
    public HistoryRow Read(NpgsqlDataReader row, string? name)
    {
        var (sequence, dataset) = (row.GetInt64(0), DatasetOf(row, 1));
        var (at, modified) = (new Instant(row.GetInt64(2)), new Instant(row.GetInt64(3)));
        var kind = row.GetInt16(4);
        var body = row.Bytes(5);
        var created = row.IsDBNull(6) ? modified : new(row.GetInt64(6));
        var instance = row.IsDBNull(7) ? null : Encoding.UTF8.GetString(row.Bytes(7));
        return new HistoryRow(
            sequence, name ?? names.TextOf(row.GetInt32(8)), dataset, at, modified, HistoryKind.KindIn(kind), HistoryKind.IsDeletion(kind), body)
        {
            IsObserved = HistoryKind.IsObserved(kind),
            IsPlain = HistoryKind.IsPlain(kind),
            CreatedAt = created,
            InstanceId = instance,
        };
    }

    /// <summary>A value.</summary>
    public HistoryValue ReadValue(NpgsqlDataReader row) => new(
        names.TextOf(row.GetInt32(0)), DatasetOf(row, 1), new(row.GetInt64(2)), HistoryKind.KindIn(row.GetInt16(3)), NumberOf(row, 4), row.Bytes(5));

    /// <summary>A sum.</summary>
    public HistorySum ReadSum(NpgsqlDataReader row) => new(
        names.TextOf(row.GetInt32(0)), DatasetOf(row, 1), row.GetInt64(2), row.GetInt64(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7),
        new(row.GetInt64(8)), new(row.GetInt64(9)));

    /// <summary>Beside a sum: how many values are no numbers.</summary>
    public static long Others(NpgsqlDataReader row) => row.GetInt64(10);

    private string? DatasetOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : names.TextOf(row.GetInt32(column));

    private static double NumberOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);
}
