using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Makes rows of the history of what a statement selects; for one visit.</summary>
/// <param name="reader">Knows names.</param>
/// <param name="window">What is visited.</param>
internal sealed class RowReader(Reader reader, Window window)
{
    private readonly string? _only = window.OnlyName;
    private readonly Dictionary<long, string> _names = [];
    private readonly BodySlab _bodies = new();
    private (long Number, string? Name) _last;

    /// <summary>The columns of a whole row.</summary>
    /// <param name="key">The table that the columns of the key come from.</param>
    public static string Columns(string key) =>
        $"{key}.attr, {key}.dataset, {key}.at, h.kind, h.body, h.seq, h.modified, h.created, h.instance";

    /// <summary>The columns of a row of which only the value matters: the body where it is no number.</summary>
    /// <param name="key">The table that the columns of the key come from.</param>
    public static string ValueColumns(string key) => $"{key}.attr, {key}.dataset, {key}.at, h.kind, h.num, iif(h.num is null, h.body, null)";

    /// <summary>The whole row at which the statement stands.</summary>
    public HistoryRow Read(Statement row)
    {
        var kind = row.Long(3);
        var modified = row.Long(6);
        return new HistoryRow(
            row.Long(5), NameOf(row), DatasetOf(row.Long(1)), new(row.Long(2)), new(modified), HistoryKind.KindIn(kind), HistoryKind.IsDeletion(kind),
            _bodies.Copy(row.Blob(4)))
        {
            IsObserved = HistoryKind.IsObserved(kind),
            IsPlain = HistoryKind.IsPlain(kind),
            CreatedAt = new(row.IsNull(7) ? modified : row.Long(7)),
            InstanceId = row.IsNull(8) ? null : Encoding.UTF8.GetString(row.Blob(8)),
        };
    }

    /// <summary>The value of the row at which a statement stands; null where it has none, or no time of that kind.</summary>
    /// <remarks>It is asked for ten thousand rows at a time: a number is the value of a Property, what else it is need not be looked at.</remarks>
    public HistoryValue? ReadValue(Statement row, Instant at, TimeProperty property)
    {
        var number = NumberOf(row);
        if (!double.IsNaN(number) && property != TimeProperty.ObservedAt)
            return new HistoryValue(NameOf(row), DatasetOf(row.Long(1)), at, AttributeKind.Property, number, default);
        var kind = row.Long(3);
        return HistoryKind.IsDeletion(kind) || (property == TimeProperty.ObservedAt && !HistoryKind.IsObserved(kind))
            ? null : new HistoryValue(NameOf(row), DatasetOf(row.Long(1)), at, HistoryKind.KindIn(kind), number, _bodies.Copy(row.Blob(5)));
    }

    private static double NumberOf(Statement row) => row.Double(4) is var number && number == 0 && row.IsNull(4) ? double.NaN : number;

    private string? DatasetOf(long number) => number == 0 ? null : NameOf(number);

    private string NameOf(Statement row) => _only ?? NameOf(row.Long(0));

    // Many rows have the same, mostly that of the row before.
    private string NameOf(long number)
    {
        if (number == _last.Number)
            return _last.Name!;
        if (!_names.TryGetValue(number, out var name))
            _names[number] = name = Encoding.UTF8.GetString(reader.NameOf(number));
        _last = (number, name);
        return name;
    }
}
