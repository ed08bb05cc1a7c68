using System.Globalization;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Takes the rows of deleted tenants away, some at a time, for the writer.</summary>
/// <remarks>Seldom needed, so its statements are prepared each time.</remarks>
internal sealed class TenantRemoval(Connection connection)
{
    private const int Together = 2_000;
    private const int LogTogether = 20_000;
    private const string Next = $"select id from tenant where name glob '{DroppedTenants.Open}[0-9]*' limit 1";

    // How far the log was gone through for the tenant.
    private (long Tenant, long Position) _log;

    /// <summary>Whether there is something to do.</summary>
    public static bool IsNeeded(Reader reader) => reader.First(Next, _ => { }, row => row.Long(0)) != 0;

    /// <summary>Takes some rows away.</summary>
    /// <returns>Whether there is more to do.</returns>
    public bool Run()
    {
        if (connection.Number(Next) is not { } tenant)
            return false;
        var rows = 0L;
        while (rows < Together && connection.Number(Sql($"select min(key) from entity where tenant = {tenant}")) is { } entity)
            rows += RemoveEntity(entity);
        if (rows > 0 || RemoveOthers(tenant) || RemoveRecords(tenant))
            return true;
        connection.Execute(Sql($"update tenant set name = '{DroppedTenants.Done}' || id where id = {tenant}"));
        return true;
    }

    // Its row goes when the rest has.
    private long RemoveEntity(long entity)
    {
        var some = Sql($"from history_key where entity = {entity} order by at, attr, dataset limit {Together}");
        Remove($"delete from history where seq in (select seq {some})");
        var rows = Remove($"delete from history_key where (entity, at, attr, dataset) in (select entity, at, attr, dataset {some})");
        if (rows == Together)
            return rows;
        foreach (ref readonly var recent in Recent(entity).Rows)
            rows += Remove(Sql($"delete from history where seq = {recent.Sequence}"));
        Remove(Sql($"delete from place where id >= {entity * IndexTable.Slots} and id < {(entity + 1) * IndexTable.Slots}"));
        return rows + Remove(Sql($"delete from entity where key = {entity}"));
    }

    private bool RemoveOthers(long tenant) =>
        Remove(Sql($"delete from entity_type where (tenant, type, entity) in (select tenant, type, entity from entity_type where tenant = {tenant} limit {Together})")) > 0
        || Remove(Sql(
            $"""
            delete from value where (indexed, value, entity) in (
                select indexed, value, entity from value where indexed in (select id from indexed where tenant = {tenant}) limit {Together})
            """)) > 0
        || Remove(Sql($"delete from indexed where tenant = {tenant}")) > 0
        || Remove(Sql($"delete from document where number in (select number from document where tenant = {tenant} limit {Together})")) > 0;

    // The log knows no tenants, so it is gone through from its beginning. Fingerprints of commits stay, as when it is trimmed.
    private bool RemoveRecords(long tenant)
    {
        var after = _log.Tenant == tenant ? _log.Position : 0;
        if (connection.Number(Sql($"select max(seq) from (select seq from change where seq > {after} order by seq limit {LogTogether})")) is not { } last)
            return false;
        var which = Sql($"from change where seq > {after} and seq <= {last} and tenant = {tenant}");
        connection.Execute($"insert into mark (seq, at, fingerprint) select seq, at, fingerprint {which} and fingerprint is not null");
        connection.Execute($"delete {which}");
        _log = (tenant, last);
        return true;
    }

    private RecentHistory Recent(long entity)
    {
        var statement = connection.Prepare(Sql($"select recent from entity where key = {entity}"));
        try
        {
            return statement.Step() ? RecentHistory.Decode(statement.Blob(0)) : new RecentHistory();
        }
        finally
        {
            connection.Forget(statement);
        }
    }

    private long Remove(string sql)
    {
        connection.Execute(sql);
        return connection.Changes;
    }

    // Numbers alone are put into statements.
    private static string Sql(FormattableString sql) => sql.ToString(CultureInfo.InvariantCulture);
}
