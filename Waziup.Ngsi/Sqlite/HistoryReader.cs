using System.Text;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Reads the history of an entity: the few rows that its own row names, merged with those that the index names.</summary>
internal sealed class HistoryReader(SqliteStorage storage, Readers readers, KnownTenants tenants) : ITemporalStore
{
    private const int LooksForCancelEvery = 256;
    private const string Head = "select key, recent from entity where tenant = ? and id = ?";

    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        await readers.ReadAsync(
            reader =>
            {
                if (Find(reader.Prepared(Head), number, id) is { } found)
                    Visit(reader, found.Entity, found.Recent, window, visit, cancel);
                return true;
            },
            cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) == 0 ? default : await storage.WriteAsync(transaction => transaction.Forget(tenant, limit, position), cancel);
    }

    private static void Visit(Reader reader, long entity, RecentHistory recent, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var newest = new Queue<HistoryRow>(Recent(reader, recent, window));
        var seen = 0;
        var statement = reader.Prepared(WindowSql.Indexed(window));
        statement.Bind(1, entity);
        WindowSql.Bind(statement, window);
        try
        {
            while (statement.Step())
            {
                if (++seen % LooksForCancelEvery == 0)
                    cancel.ThrowIfCancellationRequested();
                var row = Row(statement);
                while (newest.TryPeek(out var other) && Precedes(other, row, window))
                {
                    if (!visit(newest.Dequeue()))
                        return;
                }
                if (!visit(row))
                    return;
            }
        }
        finally
        {
            statement.Reset();
        }
        _ = newest.All(visit);
    }

    private static List<HistoryRow> Recent(Reader reader, RecentHistory recent, Window window)
    {
        var rows = new List<HistoryRow>();
        if (recent.Rows.IsEmpty)
            return rows;
        var statement = reader.Prepared(WindowSql.Recent(window));
        statement.BindText(1, recent.Json());
        WindowSql.Bind(statement, window);
        try
        {
            while (statement.Step())
                rows.Add(Row(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static bool Precedes(HistoryRow left, HistoryRow right, Window window)
    {
        var order = left.TimeOf(window.Property).CompareTo(right.TimeOf(window.Property)) is var time and not 0 ? time : left.Sequence.CompareTo(right.Sequence);
        return window.NewestFirst ? order > 0 : order < 0;
    }

    private static (long Entity, RecentHistory Recent)? Find(Statement statement, long tenant, EntityId id)
    {
        statement.Bind(1, tenant);
        statement.BindText(2, id.Value);
        try
        {
            return statement.Step() ? (statement.Long(0), RecentHistory.Decode(statement.Blob(1))) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static HistoryRow Row(Statement statement)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(statement.Long(5));
        var modified = statement.Long(4);
        return new HistoryRow(
            statement.Long(0), statement.Text(1), statement.IsNull(2) ? null : statement.Text(2),
            new(statement.Long(3)), new(modified), kind, isDeletion,
            statement.Blob(6).ToArray(), statement.IsNull(7) ? double.NaN : statement.Double(7))
        {
            IsObserved = isObserved,
            CreatedAt = new(statement.IsNull(8) ? modified : statement.Long(8)),
            InstanceId = statement.IsNull(9) ? null : Encoding.UTF8.GetString(statement.Blob(9)),
        };
    }
}
