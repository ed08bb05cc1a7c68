using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Reads the history of an entity: the few rows that its own row names, merged with those that the index names.</summary>
internal sealed class HistoryReader(SqliteStorage storage, Readers readers, KnownTenants tenants) : ITemporalStore
{
    private static readonly string Written =
        $"""
        select {RowReader.Columns("h")}, t.name, e.id from history h join entity e on e.key = h.entity join {TenantTable.Named}e.tenant
        where h.seq > ? order by h.seq limit ?
        """;

    private const string Head = "select key, recent from entity where tenant = ? and id = ?";

    /// <inheritdoc/>
    public ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        return ReadAsync(tenant, id, (reader, entity, recent) =>
        {
            if (window.IsOfKey)
                ByKey(reader, window, entity, recent, visit, cancel);
            else
                new TimeOrder(reader, window, cancel).Visit(entity, recent, visit);
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask VisitValuesAsync(TenantId tenant, EntityId id, Window window, Action<HistoryValue> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        return ReadAsync(tenant, id, (reader, entity, recent) =>
        {
            using var order = new KeyOrder(reader, window with { NewestFirst = false }, RowReader.ValueColumns, entity, recent, cancel);
            var rows = new RowReader(reader, window);
            while (order.Next() is { } row)
            {
                if (rows.ReadValue(row.Statement, row.At, window.Property) is { } value)
                    visit(value);
            }
        }, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> VisitSumsAsync(
        TenantId tenant, EntityId id, Window window, long period, Action<HistorySum> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        var isAll = true;
        await ReadAsync(tenant, id, (reader, entity, recent) =>
        {
            var sums = new SumReader(reader, window, period, cancel).Read(entity, recent);
            isAll = sums is not null;
            sums?.ForEach(visit);
        }, cancel);
        return isAll;
    }

    /// <inheritdoc/>
    public ValueTask<long> VisitWrittenAsync(long after, int max, Action<WrittenRow> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return readers.ReadAsync(
            reader =>
            {
                var statement = reader.Prepared(Written);
                var rows = new RowReader(reader, Window.Whole);
                var last = after;
                statement.Bind(1, after);
                statement.Bind(2, max);
                try
                {
                    while (statement.Step())
                    {
                        var row = rows.Read(statement);
                        visit(new WrittenRow(statement.Tenant(9), EntityId.Trusted(statement.Text(10)), row));
                        last = row.Sequence;
                    }
                    return last;
                }
                finally
                {
                    statement.Reset();
                }
            },
            cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) == 0 ? default : await storage.WriteAsync(transaction => transaction.Forget(tenant, limit, position), cancel);
    }

    private static void ByKey(Reader reader, Window window, long entity, RecentHistory recent, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        using var order = new KeyOrder(reader, window, RowReader.Columns, entity, recent, cancel);
        var rows = new RowReader(reader, window);
        var groups = new TimeGroups(window, visit);
        while (order.Next() is { } row)
        {
            if (!groups.Add(rows.Read(row.Statement)))
                return;
        }
        groups.Show();
    }

    /// <summary>Reads what belongs to an entity, by its key and the rows that its own row names; nothing where there is no such entity.</summary>
    private async ValueTask ReadAsync(TenantId tenant, EntityId id, Action<Reader, long, RecentHistory> read, CancellationToken cancel)
    {
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        await readers.ReadAsync(
            reader =>
            {
                var (entity, recent) = reader.First(Head, head =>
                {
                    head.Bind(1, number);
                    head.BindText(2, id.Value);
                }, head => (Entity: head.Long(0), Recent: RecentHistory.Decode(head.Blob(1))));
                if (entity != 0)
                    read(reader, entity, recent);
                return true;
            },
            cancel);
    }
}
