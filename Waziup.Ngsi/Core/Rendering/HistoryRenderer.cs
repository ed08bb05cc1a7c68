using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes views of temporal evolutions: the only place where histories become bytes.</summary>
internal static class HistoryRenderer
{
    /// <summary>Writes one view.</summary>
    /// <returns>Whether something had to be written in the words of an older version (6.3.6).</returns>
    public static bool Write(PooledBuffer output, HistoryView view, HistoryForm form, ActiveContext terms, Shape shape)
    {
        var writer = new HistoryWriter(output, view, terms, shape);
        writer.Write(form);
        return writer.Downgraded;
    }

    /// <summary>Writes a list of views.</summary>
    public static bool Write(PooledBuffer output, IReadOnlyList<HistoryView> views, HistoryForm form, ActiveContext terms, Shape shape)
    {
        var isOld = false;
        Each(output, views, view => isOld |= Write(output, view, form, terms, shape));
        return isOld;
    }

    /// <summary>Writes a list of aggregated views.</summary>
    public static void Write(PooledBuffer output, IReadOnlyList<AggregatedView> views, ActiveContext terms, Shape shape) =>
        Each(output, views, view => AggregateWriter.Write(output, view, terms, shape));

    private static void Each<T>(PooledBuffer output, IReadOnlyList<T> views, Action<T> write)
    {
        output.Append((byte)'[');
        for (var i = 0; i < views.Count; i++)
        {
            if (i > 0)
                output.Append((byte)',');
            write(views[i]);
        }
        output.Append((byte)']');
    }
}
