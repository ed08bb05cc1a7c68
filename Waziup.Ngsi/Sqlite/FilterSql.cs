using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A filter in SQL: selects the keys of all entities that match, and perhaps of some that do not.</summary>
/// <remarks>
/// 1 what leads: the ids that are asked for, else the types, else all of the tenant
/// 2 what SQL can say about each row; an untranslatable part counts as true
/// Parameters 1 and 2 are the tenant and now.
/// </remarks>
internal sealed class FilterSql
{
    private const string Expired = "select exists (select 1 from entity where next_expiry <= ?1 and expires <= ?1)";

    private readonly StringBuilder _sql = new();
    private readonly StringBuilder _lead = new();
    private bool _leadsByType;
    private bool _usesRow;

    private readonly bool _withRemains;

    private FilterSql(Filter filter, bool withRemains, bool hasExpired, IndexPart? lead, long after)
    {
        _withRemains = withRemains;
        var parts = filter.Conjuncts();
        var conditions = new StringBuilder();
        var isLed = lead is not null || parts.Exists(part => part is Filter.HasId || IsTypes(part));
        var source = lead is null ? Source(parts) : Source(parts, lead, after);
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
        _sql.Append(source);
        if (_usesRow && _leadsByType)
            _sql.Append(" cross join entity e on e.key = t.key");
        // Something of an entity has expired more often than all of it; the rows to look at are found by the index. Mostly there are none.
        _sql.Append(withRemains || !hasExpired ? " where ?2 is not null" : " where t.key not in (select key from entity where next_expiry <= ?2 and expires <= ?2)")
            .Append(_lead).Append(conditions);
        if (after > 0 && lead is null)
            _sql.Append(" and t.key > ").Append(Value(after));
    }

    /// <summary>What stands behind <c>select t.key</c>.</summary>
    public string Sql => _sql.ToString();

    /// <summary>Whether the keys come in their order by themselves; asked for it, SQLite would sort them all.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>The values of the parameters from 3 on: texts, numbers, bytes.</summary>
    public List<object> Values { get; } = [];

    /// <summary>Patterns that the id of each row has to match besides.</summary>
    public List<Pattern> IdPatterns { get; } = [];

    /// <summary>Whether every row that SQL selects matches, if its id meets the patterns.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether SQL alone gives the answer, so that it can count and cut pages.</summary>
    public bool IsComplete => IsExact && IdPatterns.Count == 0;

    /// <param name="reader">Sees the state that is queried.</param>
    /// <param name="query">The query.</param>
    /// <param name="lead">What of an index leads to the entities; null for none.</param>
    /// <param name="after">Entities up to this key are not wanted.</param>
    public static FilterSql Of(Reader reader, EntityQuery query, IndexPart? lead = null, long after = 0) => new(
        query.Filter, query.WithRemains, reader.First(Expired, row => row.Bind(1, query.Now.Micros), row => row.Long(0) != 0), lead, after);

    private string Present => _withRemains ? "" : " and t.deleted is null";

    private string Source(List<Filter> parts)
    {
        var ids = parts.FindIndex(part => part is Filter.HasId);
        if (ids >= 0)
        {
            _lead.Append(" and t.tenant = ?1").Append(Present).Append(" and t.id in (select value from json_each(").Append(Ids((Filter.HasId)parts[ids])).Append("))");
            parts.RemoveAt(ids);
            return " from entity t";
        }
        var types = parts.FindIndex(IsTypes);
        if (types < 0)
        {
            // In the order of keys a page ends early; by the index of ids the whole tenant would have to be sorted.
            _lead.Append(" and t.tenant = ?1").Append(Present);
            return " from entity t not indexed";
        }
        _leadsByType = true;
        var wanted = parts[types];
        // The table of types knows those that are there; of what remains of others the evaluator knows.
        if (!_withRemains)
            parts.RemoveAt(types);
        if (wanted is Filter.OfType one && !_withRemains)
        {
            _lead.Append(" and t.tenant = ?1 and t.type = ").Append(Number(one.Type.Value));
            return " from (select tenant, type, entity as key from entity_type) t";
        }
        // A union of ordered parts is merged row by row, as long as a limit keeps SQLite from forgetting its order.
        IsOrdered = true;
        IReadOnlyList<Filter> any = wanted is Filter.Any several ? several.Parts : [wanted];
        var union = string.Join(" union ", any.Select(part =>
            $"select entity as key from entity_type where tenant = ?1 and type = {Number(((Filter.OfType)part).Type.Value)}"));
        var remains = _withRemains ? " union select key from entity indexed by entity_deleted where tenant = ?1 and deleted is not null" : "";
        return $" from ({union}{remains} order by 1 limit -1) t";
    }

    private string Source(List<Filter> parts, IndexPart lead, long after)
    {
        // An index of values is of one type and one tenant.
        if (lead.Index.Lead.Key is { IsPlace: false } key)
            parts.Remove(new Filter.OfType(key.Type));
        _leadsByType = true;
        IsOrdered = true;
        return $" from ({lead.Sql(Value, after)}) t";
    }

    private static bool IsTypes(Filter part) => part is Filter.OfType
        || (part is Filter.Any { Parts: { Length: > 0 and <= 32 } parts } && parts.All(type => type is Filter.OfType));

    private bool Says(Filter filter) => filter is Filter.HasId || (filter is Filter.OfType && !_withRemains);

    private string Condition(Filter filter)
    {
        switch (filter)
        {
            case Filter.All all:
                return Join(all.Parts, " and ", "1");
            case Filter.Any any:
                return Join(any.Parts, " or ", "0");
            case Filter.Not not:
                return $"not ({Condition(not.Part)})";
            case Filter.OfType type:
                return $"exists (select 1 from entity_type x where x.tenant = ?1 and x.type = {Number(type.Type.Value)} and x.entity = t.key)";
            default:
                _usesRow = true;
                return $"{(_leadsByType ? "e.id" : "t.id")} in (select value from json_each({Ids((Filter.HasId)filter)}))";
        }
    }

    private string Join(ImmutableArray<Filter> parts, string word, string empty) =>
        parts.IsEmpty ? empty : $"({string.Join(word, parts.Select(Condition))})";

    private string Number(string iri) => $"(select id from name where iri = {Value(iri)})";

    private string Ids(Filter.HasId ids) => Value(TextList.Json(ids.Ids.Select(id => id.Value)));

    private string Value(object value)
    {
        Values.Add(value);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"?{Values.Count + 2}");
    }
}
