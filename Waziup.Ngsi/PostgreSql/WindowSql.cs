using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A window in SQL.</summary>
internal static class WindowSql
{
    /// <summary>The rows of an entity that lie in a window, in its order.</summary>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="id">The hash of the entity's id.</param>
    /// <param name="window">The window.</param>
    /// <param name="after">The row behind which to begin; null for the first.</param>
    public static (string Sql, Arguments Arguments) Of(int tenant, Guid id, Window window, HistoryRow? after = null)
    {
        var arguments = new Arguments();
        var whose = arguments.Of(tenant);
        var entity = $"(select e.key from entity e where e.tenant = {whose} and e.hash = {arguments.Of(id)})";
        var time = Time(window.Property);
        var sql = $"select h.seq, h.attr, h.dataset, h.at, h.modified, h.kind, {(window.IsForValues ? "case when h.num is null then h.body end" : "h.body")}, h.num, h.created, h.instance from history h "
            + $"where h.tenant = {whose} and h.entity = {entity}{Conditions(window, time, arguments)}{Behind(window, time, after, arguments)}{Order(window, time)}";
        return (sql, arguments);
    }

    private static string Time(TimeProperty property) => property switch
    {
        TimeProperty.CreatedAt => "coalesce(h.created, h.modified)",
        TimeProperty.ModifiedAt => "h.modified",
        TimeProperty.DeletedAt => "case when h.kind & 32 <> 0 then h.modified else h.at end",
        _ => "h.at",
    };

    private static string Conditions(Window window, string time, Arguments arguments)
    {
        var from = window.From.IsNone ? "" : $" and {time} >= {arguments.Of(window.From.Micros)}";
        var to = window.To.IsNone ? "" : $" and {time} < {arguments.Of(window.To.Micros)}";
        var names = window.Names.IsDefault
            ? ""
            : $" and h.attr = any (array(select id from name where hash = any ({arguments.Of(window.Names.Select(Hash.Of).ToArray())})))";
        var rows = window.Property switch
        {
            TimeProperty.Key => "",
            TimeProperty.ObservedAt => " and h.kind & 32 <> 0",
            TimeProperty.DeletedAt => " and h.kind & 16 <> 0",
            _ => " and h.kind & 48 <> 16",
        };
        return from + to + names + rows;
    }

    private static string Behind(Window window, string time, HistoryRow? after, Arguments arguments) => after is null
        ? ""
        : $" and ({time}, h.seq) {(window.NewestFirst ? '<' : '>')} ({arguments.Of(after.TimeOf(window.Property).Micros)}, {arguments.Of(after.Sequence)})";

    // By the time of the key alone the index has them in order already.
    private static string Order(Window window, string time) =>
        window.IsForValues && time == "h.at" ? $" order by {time}{(window.NewestFirst ? " desc" : "")}"
        : window.NewestFirst ? $" order by {time} desc, h.seq desc" : $" order by {time}, h.seq";
}
