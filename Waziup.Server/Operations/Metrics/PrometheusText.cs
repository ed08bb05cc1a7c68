using System.Globalization;
using System.Text;

namespace Waziup.Server.Operations.Metrics;

/// <summary>Writes instruments in the text format of Prometheus, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<Family> families)
    {
        var text = new StringBuilder();
        foreach (var family in families.Where(family => family.Series.Any()))
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.ReplaceLineEndings(" ")).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind).Append('\n');
            foreach (var (labels, series) in family.Series.OrderBy(pair => pair.Key.Text, StringComparer.Ordinal))
            {
                if (family.Kind == "histogram")
                    Histogram(text, family, labels.Text, series);
                else
                    Line(text, family.Name, labels.Text, series.Value);
            }
        }
        return text.ToString();
    }

    private static void Histogram(StringBuilder text, Family family, string labels, Series series)
    {
        // Read first: a value that comes meanwhile is missing in a bucket rather than there and not counted.
        var count = series.Count;
        var before = labels.Length == 0 ? "" : labels + ",";
        var below = 0L;
        for (var i = 0; i < family.Bounds.Length; i++)
        {
            below = Math.Min(count, below + series.InBucket(i));
            Line(text, family.Name + "_bucket", $"{before}le=\"{Number(family.Bounds[i])}\"", below);
        }
        Line(text, family.Name + "_bucket", before + "le=\"+Inf\"", count);
        Line(text, family.Name + "_sum", labels, series.Value);
        Line(text, family.Name + "_count", labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
