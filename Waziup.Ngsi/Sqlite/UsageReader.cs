using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Measures what tenants hold: a part at a time, so that no read keeps the log from being copied back.</summary>
internal sealed class UsageReader(Readers readers)
{
    private const int Together = 50_000;

    private const string Entities =
        $"""
        select t.name, sum(e.deleted is null), 0, sum(length(e.idx) + length(e.doc) + length(e.recent))
        from entity e cross join tenant t on t.id = e.tenant and t.name not glob '{DroppedTenants.Open}*' where e.key > ? and e.key <= ? group by t.name
        """;

    private const string History =
        $"""
        select t.name, 0, count(*), sum(coalesce(octet_length(h.body), 0))
        from history h cross join entity e on e.key = h.entity cross join tenant t on t.id = e.tenant and t.name not glob '{DroppedTenants.Open}*'
        where h.seq > ? and h.seq <= ? group by t.name
        """;

    /// <summary>Measures all of one state of the store.</summary>
    public static IReadOnlyDictionary<TenantId, TenantUsage> Read(Reader reader)
    {
        var found = new Dictionary<TenantId, TenantUsage>();
        Add(found, Part(reader, Entities, 0, long.MaxValue));
        Add(found, Part(reader, History, 0, long.MaxValue));
        return found;
    }

    /// <summary>Measures a part after the other.</summary>
    public async ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> ReadAsync(CancellationToken cancel)
    {
        var found = new Dictionary<TenantId, TenantUsage>();
        await AddAsync(found, Entities, "select max(key) from entity", cancel);
        await AddAsync(found, History, "select max(seq) from history", cancel);
        return found;
    }

    private async ValueTask AddAsync(Dictionary<TenantId, TenantUsage> found, string sql, string last, CancellationToken cancel)
    {
        var end = await readers.ReadAsync(reader => reader.First(last, _ => { }, row => row.Long(0)), cancel);
        for (var start = 0L; start < end; start += Together)
        {
            var after = start;
            Add(found, await readers.ReadAsync(reader => Part(reader, sql, after, after + Together), cancel));
        }
    }

    private static void Add(Dictionary<TenantId, TenantUsage> found, List<(TenantId Tenant, TenantUsage Usage)> part)
    {
        foreach (var (tenant, usage) in part)
            found[tenant] = found.GetValueOrDefault(tenant) + usage;
    }

    private static List<(TenantId Tenant, TenantUsage Usage)> Part(Reader reader, string sql, long after, long through)
    {
        var part = new List<(TenantId, TenantUsage)>();
        var statement = reader.Prepared(sql);
        statement.Bind(1, after);
        statement.Bind(2, through);
        try
        {
            while (statement.Step())
                part.Add((statement.Tenant(0), new TenantUsage(statement.Long(1), statement.Long(2), statement.Long(3))));
            return part;
        }
        finally
        {
            statement.Reset();
        }
    }
}
