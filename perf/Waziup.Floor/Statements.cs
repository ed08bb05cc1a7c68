namespace Waziup.Floor;

/// <summary>The statements of the queries: one for each, written for the indexes (type, key), (type, level, key), one of places, and history (entity, at).</summary>
/// <remarks>
/// <c>key + 0</c> and <c>+level</c> keep an index out of the plan, and a document that is selected by itself is found by its key: who writes by
/// hand knows how many rows match, which no planner sees in a parameter.
/// </remarks>
internal static class Statements
{
    /// <summary>1 type, 2 limit.</summary>
    public const string OfType = "select doc from station where type = ?1 order by key limit ?2";

    /// <summary>Few rows match: they are found by level and sorted. 1 type, 2 from, 3 to, 4 limit.</summary>
    public const string NarrowRange =
        """
        select (select doc from station s where s.type = ?1 and s.key = k.key) from
            (select key from station where type = ?1 and level between ?2 and ?3 order by key + 0 limit ?4) k
        order by k.key
        """;

    /// <summary>Many rows match: the first in order of creation soon fill the page. 1 type, 2 from, 3 to, 4 limit.</summary>
    public const string WideRange = "select doc from station where type = ?1 and +level between ?2 and ?3 order by key limit ?4";

    /// <summary>1 type, 2 limit, 3 offset.</summary>
    public const string Counted =
        """
        select (select doc from station s where s.type = ?1 and s.key = k.key), (select count(*) from station where type = ?1) from
            (select key from station where type = ?1 order by key limit ?2 offset ?3) k
        order by k.key
        """;

    /// <summary>1 type, 2 west, 3 east, 4 south, 5 north, 6 longitude, 7 latitude, 8 metres, 9 limit.</summary>
    public const string NearInSqlite =
        $"""
        select s.doc from place p cross join station s on s.key = p.id
        where p.west <= ?3 and p.east >= ?2 and p.south <= ?5 and p.north >= ?4 and s.type = ?1 and {Distance} <= ?8
        order by s.key + 0 limit ?9
        """;

    /// <summary>The same parameters.</summary>
    public const string NearInPostgreSql =
        $"""
        select s.doc from station s
        where s.place <@ box(point(?2, ?4), point(?3, ?5)) and s.type = ?1 and {Distance} <= ?8
        order by s.key + 0 limit ?9
        """;

    /// <summary>1 id, 2 how many.</summary>
    public const string Last =
        """
        select at, num, unit, entity, (select type from series where id = ?1) from history
        where entity = (select key from series where id = ?1) order by at desc limit ?2
        """;

    /// <summary>1 id, 2 from, 3 before, 4 the length of a period; times in microseconds.</summary>
    public const string Averages =
        """
        select (at - ?2) / ?4, avg(num), (select type from series where id = ?1) from history
        where entity = (select key from series where id = ?1) and at >= ?2 and at < ?3 group by 1 order by 1
        """;

    // In metres, along a great circle of the mean earth.
    const string Distance =
        "12742017.6 * asin(sqrt(power(sin(radians(s.lat - ?7) / 2), 2) + cos(radians(?7)) * cos(radians(s.lat)) * power(sin(radians(s.lon - ?6) / 2), 2)))";
}
