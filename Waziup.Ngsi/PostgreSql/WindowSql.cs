using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A window in SQL.</summary>
internal static class WindowSql
{
    /// <summary>Comes before <see cref="Sums"/> in a batch: rows are taken from the index as they lie there, and groups are found by hashing.</summary>
    public const string SumsUnsorted = "select set_config('enable_sort', 'off', true)";

    private const string Value = "h.attr, nullif(h.dataset, 0), h.at, h.kind, h.num, case when h.num is null then h.body end";
    private const string HasValue = "h.kind & 16 = 0";

    // In the order in which they are read: to go back costs more than to go on. Null costs less than a number.
    private const string Whole = "h.seq, nullif(h.dataset, 0), h.at, h.modified, h.kind, h.body, h.created, h.instance";

    /// <summary>The rows that lie in a window, in its order; by the times of keys, rows of the same time in any.</summary>
    /// <param name="asked">The window.</param>
    /// <param name="after">The row behind which to begin; null for the first.</param>
    public static (string Sql, Arguments Arguments) Of(AskedWindow asked, HistoryRow? after = null)
    {
        var arguments = new Arguments();
        var (window, time) = (asked.Window, Time(asked.Window.Property));
        // Of one attribute each row need not say which.
        var columns = window.OnlyName is null ? Whole + ", h.attr" : Whole;
        return ($"select {columns} from {Rows(asked, arguments)}{Behind(window, time, after, arguments)}{Order(window, time)}", arguments);
    }

    /// <summary>The values that lie in a window by the times of their keys, in that order; those of the same time in any. Of numbers without the body.</summary>
    /// <param name="asked">The window.</param>
    public static (string Sql, Arguments Arguments) Values(AskedWindow asked)
    {
        var arguments = new Arguments();
        return ($"select {Value} from {Rows(asked, arguments)} and {HasValue} order by h.at", arguments);
    }

    /// <summary>What the numbers of each attribute and dataset come to in each period, and how many values are no numbers.</summary>
    /// <remarks>Sums are added up in the order of time, as long as nothing is sorted behind the rows: see <see cref="SumsUnsorted"/>.</remarks>
    /// <param name="asked">The window.</param>
    /// <param name="period">The length of a period in microseconds; 0 for one over all.</param>
    public static (string Sql, Arguments Arguments) Sums(AskedWindow asked, long period)
    {
        var arguments = new Arguments();
        var rows = Rows(asked, arguments);
        var index = period == 0 ? "0::bigint" : $"(h.at - {arguments.Of(asked.Window.From.Micros)}) / {arguments.Of(period)}";
        var sql = $"""
            select h.attr, nullif(h.dataset, 0), {index}, count(*), sum(h.num), sum(h.num * h.num), min(h.num), max(h.num), min(h.at), max(h.at),
                count(*) filter (where h.num is null)
            from (select h.attr, h.dataset, h.at, h.num from {rows} and {HistoryKind.HasValue(isObserved: false)} order by h.at) h
            group by 1, 2, 3
            """;
        return (sql, arguments);
    }

    private static string Rows(AskedWindow asked, Arguments arguments)
    {
        var whose = arguments.Of(asked.Tenant);
        var entity = $"(select e.key from entity e where e.tenant = {whose} and e.hash = {arguments.Of(asked.Id)})";
        return $"history h where h.tenant = {whose} and h.entity = {entity}{Conditions(asked.Window, Time(asked.Window.Property), asked.Names, arguments)}";
    }

    private static string Time(TimeProperty property) => property switch
    {
        TimeProperty.CreatedAt => "coalesce(h.created, h.modified)",
        TimeProperty.ModifiedAt => "h.modified",
        TimeProperty.DeletedAt => "case when h.kind & 32 <> 0 then h.modified else h.at end",
        _ => "h.at",
    };

    private static string Conditions(Window window, string time, int[]? names, Arguments arguments)
    {
        var from = window.From.IsNone ? "" : $" and {time} >= {arguments.Of(window.From.Micros)}";
        var to = window.To.IsNone ? "" : $" and {time} < {arguments.Of(window.To.Micros)}";
        var which = names switch
        {
            null => "",
            _ when window.IsOfScopes => $" and {HistoryKind.IsOfScope}",
            [var one] => $" and h.attr = {arguments.Of(one)}",
            _ => $" and h.attr = any ({arguments.Of(names)})",
        };
        var rows = window.Property switch
        {
            TimeProperty.Key => "",
            TimeProperty.ObservedAt => " and h.kind & 32 <> 0",
            TimeProperty.DeletedAt => " and h.kind & 16 <> 0",
            _ => " and h.kind & 48 <> 16",
        };
        return from + to + which + rows;
    }

    private static string Behind(Window window, string time, HistoryRow? after, Arguments arguments) => after is null
        ? ""
        : $" and ({time}, h.seq) {(window.NewestFirst ? '<' : '>')} ({arguments.Of(after.TimeOf(window.Property).Micros)}, {arguments.Of(after.Sequence)})";

    private static string Order(Window window, string time)
    {
        var direction = window.NewestFirst ? " desc" : "";
        return $" order by {time}{direction}{(window.IsOfKey ? "" : $", h.seq{direction}")}";
    }
}
