using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Makes rows of the history of what a statement selects; for one visit.</summary>
internal sealed class RowReader(Reader reader)
{
    // Many rows have the same.
    private readonly Dictionary<long, string> _names = [];

    /// <summary>The columns of a whole row.</summary>
    /// <param name="key">The table that the columns of the key come from.</param>
    public static string Columns(string key) =>
        $"{key}.attr, {key}.dataset, {key}.at, h.kind, h.num, h.body, h.seq, h.modified, h.created, h.instance";

    /// <summary>The columns of a row of which only the value matters, see <see cref="Window.IsForValues"/>.</summary>
    /// <param name="key">The table that the columns of the key come from.</param>
    public static string Values(string key) => $"{key}.attr, {key}.dataset, {key}.at, h.kind, h.num, h.body";

    /// <summary>The whole row at which the statement stands.</summary>
    public HistoryRow Read(Statement row)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(row.Long(3));
        var modified = row.Long(7);
        return new HistoryRow(
            row.Long(6), NameOf(row.Long(0)), DatasetOf(row.Long(1)), new(row.Long(2)), new(modified), kind, isDeletion, row.Blob(5).ToArray(), NumberOf(row))
        {
            IsObserved = isObserved,
            CreatedAt = new(row.IsNull(8) ? modified : row.Long(8)),
            InstanceId = row.IsNull(9) ? null : Encoding.UTF8.GetString(row.Blob(9)),
        };
    }

    /// <summary>What matters of the row at which the statement stands.</summary>
    public HistoryRow ReadValue(Statement row)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(row.Long(3));
        var number = NumberOf(row);
        var at = new Instant(row.Long(2));
        return new HistoryRow(
            0, NameOf(row.Long(0)), DatasetOf(row.Long(1)), at, at, kind, isDeletion, double.IsNaN(number) ? row.Blob(5).ToArray() : default, number)
        {
            IsObserved = isObserved,
        };
    }

    private static double NumberOf(Statement row) => row.Double(4) is var number && number == 0 && row.IsNull(4) ? double.NaN : number;

    private string? DatasetOf(long number) => number == 0 ? null : NameOf(number);

    private string NameOf(long number)
    {
        if (!_names.TryGetValue(number, out var name))
            _names[number] = name = Encoding.UTF8.GetString(reader.NameOf(number));
        return name;
    }
}
