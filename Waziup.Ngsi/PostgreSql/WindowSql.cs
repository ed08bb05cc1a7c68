using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A window in SQL.</summary>
internal static class WindowSql
{
    private const string Value = "h.attr, h.dataset, h.at, h.kind, h.num, case when h.num is null then h.body end";
    private const string Whole = "h.attr, h.dataset, h.at, h.kind, h.num, h.body, h.seq, h.modified, h.created, h.instance";

    /// <summary>The rows of an entity that lie in a window, in its order; by the times of keys, rows of the same time in any.</summary>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="id">The hash of the entity's id.</param>
    /// <param name="window">The window.</param>
    /// <param name="names">The numbers of the attributes that it names; null where it names none.</param>
    /// <param name="after">The row behind which to begin; null for the first.</param>
    public static (string Sql, Arguments Arguments) Of(int tenant, Guid id, Window window, int[]? names, HistoryRow? after = null)
    {
        var arguments = new Arguments();
        var whose = arguments.Of(tenant);
        var entity = $"(select e.key from entity e where e.tenant = {whose} and e.hash = {arguments.Of(id)})";
        var time = Time(window.Property);
        var sql = $"select {(window.IsForValues ? Value : Whole)} from history h where h.tenant = {whose} and h.entity = {entity}"
            + $"{Conditions(window, time, names, arguments)}{Behind(window, time, after, arguments)}{Order(window, time)}";
        return (sql, arguments);
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
