using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A window in SQL.</summary>
/// <remarks>Parameter 1 says whose rows; 2 and 3 are the bounds, 4 the names as a JSON array.</remarks>
internal static class WindowSql
{
    private const string Columns =
        "select h.seq, n.iri, d.iri, h.at, h.modified, h.kind, h.body, h.num, h.created, h.instance from ";

    private const string Named = " join name n on n.id = h.attr left join name d on d.id = h.dataset where ";

    /// <summary>The rows of entity 1 that the index names. By the time of the key they come in its order, and end where the reader stops.</summary>
    public static string Indexed(Window window)
    {
        var time = Time(window.Property, "k");
        return $"{Columns}history_key k cross join history h on h.seq = k.seq{Named}k.entity = ?1{Conditions(window, time, "k")}{Order(window, time)}";
    }

    /// <summary>The rows whose numbers are given as a JSON array.</summary>
    public static string Recent(Window window)
    {
        var time = Time(window.Property, "h");
        return $"{Columns}json_each(?1) j cross join history h on h.seq = j.value{Named}1{Conditions(window, time, "h")}{Order(window, time)}";
    }

    public static void Bind(Statement statement, Window window)
    {
        if (!window.From.IsNone)
            statement.Bind(2, window.From.Micros);
        if (!window.To.IsNone)
            statement.Bind(3, window.To.Micros);
        if (!window.Names.IsDefault)
            statement.BindText(4, TextList.Json(window.Names));
    }

    private static string Time(TimeProperty property, string key) => property switch
    {
        TimeProperty.CreatedAt => "coalesce(h.created, h.modified)",
        TimeProperty.ModifiedAt => "h.modified",
        TimeProperty.DeletedAt => "iif(h.kind & 32, h.modified, h.at)",
        _ => key + ".at",
    };

    private static string Conditions(Window window, string time, string key)
    {
        var from = window.From.IsNone ? "" : $" and {time} >= ?2";
        var to = window.To.IsNone ? "" : $" and {time} < ?3";
        var names = window.Names.IsDefault ? "" : $" and {key}.attr in (select id from name where iri in (select value from json_each(?4)))";
        var rows = window.Property switch
        {
            TimeProperty.Key => "",
            TimeProperty.ObservedAt => " and h.kind & 32",
            TimeProperty.DeletedAt => " and h.kind & 16",
            _ => " and h.kind & 48 <> 16",
        };
        return from + to + names + rows;
    }

    private static string Order(Window window, string time) =>
        window.NewestFirst ? $" order by {time} desc, h.seq desc" : $" order by {time}, h.seq";
}
