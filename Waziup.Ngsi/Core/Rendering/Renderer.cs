using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes views of entities: the only place where entities become bytes.</summary>
internal static class Renderer
{
    /// <summary>Writes one entity in the given shape, names compacted.</summary>
    /// <returns>Whether something had to be written in the words of an older version (6.3.6).</returns>
    public static bool Write(PooledBuffer output, EntityView view, ActiveContext terms, Shape shape)
    {
        var suits = WrittenText.Suits(view, shape);
        if (suits && WrittenText.Find(view.Entity, terms, shape) is { } text)
        {
            output.Append(text);
            return false;
        }
        var start = output.Length;
        var writer = new EntityWriter(output, view, terms, shape);
        if (shape.Geometry is null)
            writer.WriteEntity();
        else
            writer.WriteFeature(shape.Geometry);
        if (suits)
            WrittenText.Keep(view.Entity, terms, shape, output.Written[start..]);
        return writer.Downgraded;
    }

    /// <summary>Writes a list of entities; as a FeatureCollection with its context on top for GeoJSON.</summary>
    public static bool Write(PooledBuffer output, IReadOnlyList<EntityView> views, ActiveContext terms, Shape shape)
    {
        var geo = shape.Geometry is not null;
        var inner = geo ? shape with { ContextInBody = false } : shape;
        output.Append(geo ? "{\"type\":\"FeatureCollection\",\"features\":["u8 : "["u8);
        var downgraded = false;
        for (var i = 0; i < views.Count; i++)
        {
            if (i > 0)
                output.Append((byte)',');
            downgraded |= Write(output, views[i], terms, inner);
        }
        output.Append((byte)']');
        if (!geo)
            return downgraded;
        if (shape.ContextInBody)
        {
            output.Append(",\"@context\":"u8);
            output.Append(terms.Source.Span);
        }
        output.Append((byte)'}');
        return downgraded;
    }
}
