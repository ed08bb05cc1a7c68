using System.Globalization;

namespace Waziup.Floor;

/// <summary>Queries of entities: by type, by a range of levels, by place, with their number.</summary>
internal sealed class Queries(IStore store)
{
    // Of the 100,000 levels that there are. Beyond it the page fills sooner in order of creation than by the index.
    const double WideRange = 5_000;

    const double MetresPerDegree = 6_371_008.8 * Math.PI / 180;

    public async Task RunAsync(HttpContext http)
    {
        using var answer = new Answer();
        var total = 0L;
        var query = http.Request.Query;
        var isCounted = query["count"] == "true";
        answer.Append("["u8);
        var isFirst = true;
        await store.ReadAsync(Of(query, isCounted), row =>
        {
            if (!isFirst)
                answer.Append(","u8);
            isFirst = false;
            answer.Append(row.Bytes(0));
            if (isCounted)
                total = row.Long(1);
        });
        answer.Append("]"u8);
        if (isCounted)
            http.Response.Headers["NGSILD-Results-Count"] = total.ToString(CultureInfo.InvariantCulture);

        await answer.SendAsync(http.Response);
    }

    Question Of(IQueryCollection query, bool isCounted)
    {
        var type = query["type"].ToString();
        var limit = Number(query["limit"].ToString());
        if (query["q"] is [{ } q])
            return InRange(type, q, limit);
        if (query["georel"] is [{ } georel])
            return Near(type, georel, query["coordinates"].ToString(), limit);

        return isCounted ? new(Statements.Counted, type, limit, Number(query["offset"].ToString())) : new(Statements.OfType, type, limit);
    }

    /// <param name="type">The type.</param>
    /// <param name="q"><c>level==from..to</c></param>
    /// <param name="limit">The entities on a page.</param>
    static Question InRange(string type, string q, long limit)
    {
        var values = q.AsSpan(q.IndexOf("==", StringComparison.Ordinal) + 2);
        var dots = values.IndexOf("..");
        var (from, to) = (Decimal(values[..dots]), Decimal(values[(dots + 2)..]));
        return new(to - from > WideRange ? Statements.WideRange : Statements.NarrowRange, type, from, to, limit);
    }

    /// <param name="type">The type.</param>
    /// <param name="georel"><c>near;maxDistance==metres</c></param>
    /// <param name="coordinates"><c>[longitude,latitude]</c></param>
    /// <param name="limit">The entities on a page.</param>
    Question Near(string type, string georel, string coordinates, long limit)
    {
        var metres = Decimal(georel.AsSpan(georel.IndexOf("==", StringComparison.Ordinal) + 2));
        var comma = coordinates.IndexOf(',', StringComparison.Ordinal);
        var (longitude, latitude) = (Decimal(coordinates.AsSpan(1, comma - 1)), Decimal(coordinates.AsSpan(comma + 1).TrimEnd(']')));
        // A little more than the box around the circle, which is widest a bit beyond its centre.
        var height = metres / MetresPerDegree * 1.001;
        var width = height / Math.Cos((Math.Abs(latitude) + height) * Math.PI / 180);
        return new(store.Near, type, longitude - width, longitude + width, latitude - height, latitude + height, longitude, latitude, metres, limit);
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    static double Decimal(ReadOnlySpan<char> text) => double.Parse(text, CultureInfo.InvariantCulture);
}
