using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A filter in SQL: selects the keys of all entities that match, and perhaps of some that do not.</summary>
/// <remarks>
/// 1 what leads: the ids that are asked for, else the types, else all of the tenant
/// 2 what SQL can say about each row; an untranslatable part counts as true
/// </remarks>
internal sealed class FilterSql
{
    private readonly StringBuilder _lead = new();
    private readonly bool _withRemains;
    private readonly string _tenant;
    private readonly string _now;
    private readonly Piece? _piece;
    private string _before = "";

    private FilterSql(int tenant, EntityQuery query, IndexScan? index, Piece? piece)
    {
        _piece = piece;
        _withRemains = query.WithRemains;
        _tenant = Arguments.Of(tenant);
        _now = Arguments.Of(query.Now.Micros);
        var parts = query.Filter.Conjuncts();
        var isLed = index is not null || parts.Exists(part => part is Filter.HasId || IsTypes(part));
        var source = index is null ? Source(parts) : Source(parts, index);
        var conditions = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is Filter.IdMatches pattern)
            {
                IdPatterns.Add(pattern.Pattern);
                continue;
            }
            var (said, isExact) = Superset.Of(part, Says);
            IsExact &= isExact;
            // Where something leads, what is known of an alternative saves little, and costs a search for each row.
            if (!isExact && isLed && part is Filter.Any or Filter.Not)
                continue;
            conditions.Append(" and ").Append(Condition(said));
        }
        // Mostly nothing has expired since the last sweep: to gather what has, which makes room for many, costs more than most queries.
        var present = _withRemains
            ? $"{_now}::bigint is not null"
            : $"((select 1 from entity x where x.next_expiry <= {_now} order by x.next_expiry limit 1) is null"
                + $" or t.key not in (select x.key from entity x where x.tenant = {_tenant} and x.next_expiry <= {_now} and x.expires <= {_now}))";
        Keys = $"select t.key from {source} where {present}{_lead}{conditions}";
    }

    /// <summary>Selects the keys, in no order.</summary>
    public string Keys { get; }

    /// <summary>The values.</summary>
    public Arguments Arguments { get; } = new();

    /// <summary>Patterns that the id of each row has to match besides.</summary>
    public List<Pattern> IdPatterns { get; } = [];

    /// <summary>Whether every row that SQL selects matches, if its id meets the patterns.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether SQL alone gives the answer, so that it can count and cut pages.</summary>
    public bool IsComplete => IsExact && IdPatterns.Count == 0;

    /// <param name="tenant">The tenant's number.</param>
    /// <param name="query">The query.</param>
    /// <param name="index">An index that leads to the entities; null for none.</param>
    /// <param name="piece">Which part of what it selects is wanted; null: all.</param>
    public static FilterSql Of(int tenant, EntityQuery query, IndexScan? index = null, Piece? piece = null) => new(tenant, query, index, piece);

    /// <summary>Selects the rows, in order of creation.</summary>
    public string Rows => $"select r.id, r.idx, r.doc from (select distinct key from ({Keys}) d) k join entity r on r.tenant = {_tenant} and r.key = k.key order by r.key";

    /// <summary>Selects the rows of a page, in order of creation.</summary>
    public string Page(long limit, long offset) => RowsOf($"array({Keys} order by t.key limit {Arguments.Of(limit)} offset {Arguments.Of(offset)})");

    /// <summary>
    /// Selects the rows of the piece, with their keys; and with how many rows of the index were looked at, where not all may be: then one empty row where
    /// there are none.
    /// </summary>
    public string PieceRows()
    {
        var piece = _piece!.Value;
        var keys = $"array({Keys} and t.key > {Arguments.Of(piece.After)} order by t.key limit {Arguments.Of(piece.Limit)})";
        return _before.Length == 0
            ? RowsOf(keys)
            : $"""
              with {_before}k as materialized (select {keys} as keys, (select count(*) from i) as seen)
              select r.id, r.idx, r.doc, r.key, k.seen from k left join entity r on r.tenant = {_tenant} and r.key = any (k.keys) order by r.key
              """;
    }

    private string RowsOf(string keys) =>
        $"select r.id, r.idx, r.doc, r.key from entity r where r.tenant = {_tenant} and r.key = any ({keys}) order by r.key";

    /// <summary>Counts all.</summary>
    public string Count => $"select count(*) from ({Keys}) k";

    private string Present => _withRemains ? "" : " and t.deleted is null";

    private string Source(List<Filter> parts)
    {
        if (parts.FindIndex(part => part is Filter.HasId) is >= 0 and var ids)
        {
            _lead.Append(CultureInfo.InvariantCulture, $" and t.tenant = {_tenant}{Present} and t.hash = any ({Ids((Filter.HasId)parts[ids])})");
            parts.RemoveAt(ids);
            return "entity t";
        }
        var types = parts.FindIndex(IsTypes);
        if (types < 0)
        {
            _lead.Append(CultureInfo.InvariantCulture, $" and t.tenant = {_tenant}{Present}");
            return "entity t";
        }
        var wanted = parts[types];
        // The table of types knows those that are there; of what remains of others the evaluator knows.
        if (!_withRemains)
            parts.RemoveAt(types);
        IReadOnlyList<Filter> any = wanted is Filter.Any several ? several.Parts : [wanted];
        // Ordered parts are merged row by row.
        var union = any.Select(part => $"select entity as key from entity_type where tenant = {_tenant} and type = {Type(((Filter.OfType)part).Type.Value)}");
        if (_withRemains)
            union = union.Append($"select key from entity where tenant = {_tenant} and deleted is not null");
        var parted = union.ToArray();
        return parted.Length == 1 ? $"({parted[0]}) t" : $"(select distinct key from ({string.Join(" union all ", parted)}) u order by key) t";
    }

    // An index is of one type and one tenant.
    private string Source(List<Filter> parts, IndexScan index)
    {
        parts.Remove(new Filter.OfType(index.Lead.Key.Type));
        if (_piece is { InOrder: > 0 } next)
            return $"({index.KeysInOrder(_tenant, Arguments, next)}) t";
        var keys = index.Keys(_tenant, Arguments);
        if (_piece is not { Most: > 0 } piece)
            return $"({keys}) t";
        _before = $"i as materialized ({keys} limit {Arguments.Of(piece.Most)}), ";
        return "(select distinct key from i) t";
    }

    private static bool IsTypes(Filter part) => part is Filter.OfType
        || (part is Filter.Any { Parts: { Length: > 0 and <= 32 } parts } && parts.All(type => type is Filter.OfType));

    private bool Says(Filter filter) => filter is Filter.HasId || (filter is Filter.OfType && !_withRemains);

    private string Condition(Filter filter) => filter switch
    {
        Filter.All all => Join(all.Parts, " and ", "true"),
        Filter.Any any => Join(any.Parts, " or ", "false"),
        Filter.Not not => $"not ({Condition(not.Part)})",
        Filter.OfType type => $"exists (select 1 from entity_type x where x.tenant = {_tenant} and x.type = {Type(type.Type.Value)} and x.entity = t.key)",
        _ => $"t.key in (select x.key from entity x where x.tenant = {_tenant} and x.hash = any ({Ids((Filter.HasId)filter)}))",
    };

    private string Join(ImmutableArray<Filter> parts, string word, string empty) =>
        parts.IsEmpty ? empty : $"({string.Join(word, parts.Select(Condition))})";

    private string Type(string iri) => $"(select id from name where hash = {Arguments.Of(Hash.Of(iri))})";

    private string Ids(Filter.HasId ids) => Arguments.Of(ids.Ids.Select(id => Hash.Of(id.Value)).ToArray());
}
