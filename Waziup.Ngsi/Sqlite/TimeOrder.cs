using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Shows the rows of an entity in the order of another time than that of their keys: SQLite sorts them all.</summary>
internal sealed class TimeOrder(Reader reader, Window window, CancellationToken cancel)
{
    private const int LooksForCancelEvery = 256;

    /// <summary>Parameter 1 says whose rows; 2 and 3 are the bounds, 4 the names and 5 the numbers of the newest rows as JSON arrays.</summary>
    private string Sql
    {
        get
        {
            var time = window.Property switch
            {
                TimeProperty.CreatedAt => "coalesce(h.created, h.modified)",
                TimeProperty.ModifiedAt => "h.modified",
                _ => "iif(h.kind & 32, h.modified, h.at)",
            };
            var kind = window.Property == TimeProperty.DeletedAt ? "h.kind & 16" : "h.kind & 48 <> 16";
            var from = window.From.IsNone ? "" : $" and {time} >= ?2";
            var to = window.To.IsNone ? "" : $" and {time} < ?3";
            var names = window.Names.IsDefault ? "" : " and h.attr in (select id from name where iri in (select value from json_each(?4)))";
            var direction = window.NewestFirst ? " desc" : "";
            return $"""
                select {RowReader.Columns("h")}
                from (select seq from history_key where entity = ?1 union all select value from json_each(?5)) k cross join history h on h.seq = k.seq
                where {kind}{from}{to}{names} order by {time}{direction}, h.seq{direction}
                """;
        }
    }

    public void Visit(long entity, RecentHistory recent, Func<HistoryRow, bool> visit)
    {
        var statement = reader.Prepared(Sql);
        statement.Bind(1, entity);
        if (!window.From.IsNone)
            statement.Bind(2, window.From.Micros);
        if (!window.To.IsNone)
            statement.Bind(3, window.To.Micros);
        if (!window.Names.IsDefault)
            statement.BindText(4, TextList.Json(window.Names));
        statement.BindText(5, recent.Json());
        var rows = new RowReader(reader, window);
        var seen = 0;
        try
        {
            while (statement.Step())
            {
                if (++seen % LooksForCancelEvery == 0)
                    cancel.ThrowIfCancellationRequested();
                if (!visit(rows.Read(statement)))
                    return;
            }
        }
        finally
        {
            statement.Reset();
        }
    }
}
