using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Finds entities whose histories exceed a limit, for the writer.</summary>
internal sealed class HistoryLimits(Connection connection)
{
    // One call looks at so many entities, and stops earlier where it has found so many rows: other writes wait meanwhile.
    private const int LooksAt = 500;
    private const long ManyRows = 5_000;

    private readonly Statement _entities = connection.Prepare("select key, tenant, id, recent from entity where key > ? order by key limit ?");
    private readonly Statement _older = connection.Prepare("select count(*) from (select 1 from history_key where entity = ? and at < ? limit 5000)");
    private readonly Statement _all = connection.Prepare("select count(*) from (select 1 from history_key where entity = ? limit ?)");

    /// <summary>The entities of a tenant behind a key that may exceed a limit, whatever their types.</summary>
    /// <returns>Their ids, and the key after which to go on; 0 at the end.</returns>
    public (List<EntityId> Ids, long Position) Exceeding(long tenant, HistoryLimit limit, long after)
    {
        var found = new List<EntityId>();
        var (seen, rows) = (0, 0L);
        _entities.Bind(1, after);
        _entities.Bind(2, LooksAt);
        try
        {
            while (rows < ManyRows && _entities.Step())
            {
                seen++;
                after = _entities.Long(0);
                if (_entities.Long(1) != tenant || Excess(after, RecentHistory.Decode(_entities.Blob(3)), limit) is not (> 0 and var excess))
                    continue;
                rows += excess;
                found.Add(EntityId.Trusted(_entities.Text(2)));
            }
        }
        finally
        {
            _entities.Reset();
        }
        return (found, seen == LooksAt || rows >= ManyRows ? after : 0);
    }

    // At least so many rows may have to go; 0 where certainly none has to.
    private long Excess(long entity, RecentHistory recent, HistoryLimit limit)
    {
        var excess = 0L;
        if (!limit.Before.IsNone)
        {
            foreach (ref readonly var row in recent.Rows)
                excess += row.Key.At < limit.Before ? 1 : 0;
            excess += Number(_older, entity, limit.Before.Micros);
        }
        if (limit.Keep > 0)
            excess += Math.Max(0, recent.Rows.Length + Number(_all, entity, limit.Keep + ManyRows) - limit.Keep);
        return excess;
    }

    private static long Number(Statement statement, long first, long second)
    {
        statement.Bind(1, first);
        statement.Bind(2, second);
        try
        {
            return statement.Step() ? statement.Long(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
