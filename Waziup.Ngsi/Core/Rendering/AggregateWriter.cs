using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes aggregated values (4.5.19): for each method the results with start and end of their periods.</summary>
internal static class AggregateWriter
{
    /// <exception cref="NgsiLdException">InvalidRequest for an attribute that none of the methods fits.</exception>
    public static void Write(PooledBuffer output, AggregatedView view, ActiveContext terms, Shape shape)
    {
        HistoryHead.Open(output, view.Head, terms);
        foreach (var attribute in view.Series.GroupBy(series => series.Name, StringComparer.Ordinal))
        {
            HistoryHead.Name(output, attribute.Key, terms);
            var all = attribute.OrderBy(series => series.DatasetId, StringComparer.Ordinal).ToList();
            if (all.Count > 1)
                output.Append((byte)'[');
            foreach (var series in all)
            {
                Series(output, view, series);
                output.Append((byte)',');
            }
            if (all.Count > 1)
            {
                output.Close((byte)']');
                output.Append((byte)',');
            }
        }
        HistoryHead.Close(output, view.Head, terms, shape);
    }

    private static void Series(PooledBuffer output, AggregatedView view, AggregatedSeries series)
    {
        output.Append("{\"type\":"u8);
        output.Append(Kinds.IsRelation(series.Kind) ? "\"Relationship\","u8 : "\"Property\","u8);
        if (series.DatasetId is not null)
        {
            output.Append("\"datasetId\":"u8);
            Utf8Json.AppendString(output, series.DatasetId);
            output.Append((byte)',');
        }
        var start = output.Length;
        foreach (var method in view.Aggregation.Methods)
            Results(output, view, series, method);
        if (output.Length == start)
        {
            throw new NgsiLdException(NgsiLdErrors.InvalidRequest(
                $"none of {string.Join(", ", view.Aggregation.Methods.Select(Aggregation.NameOf))} fits the values of {series.Name}"));
        }
        output.Close((byte)'}');
    }

    /// <summary>The results of one method; nothing where it fits no value.</summary>
    private static void Results(PooledBuffer output, AggregatedView view, AggregatedSeries series, AggregateMethod method)
    {
        var start = output.Length;
        Utf8Json.AppendString(output, Aggregation.NameOf(method));
        output.Append(":["u8);
        var before = output.Length;
        foreach (var (index, values) in series.Periods)
        {
            if (series.Result(method, values) is not { } result)
                continue;
            var (from, to) = view.BoundsOf(series, index);
            output.Append((byte)'[');
            output.Append(System.Text.Encoding.UTF8.GetBytes(result));
            output.Append((byte)',');
            from.AppendTo(output);
            output.Append((byte)',');
            to.AppendTo(output);
            output.Append("],"u8);
        }
        if (output.Length == before)
        {
            output.Truncate(start);
            return;
        }
        output.Close((byte)']');
        output.Append((byte)',');
    }
}
