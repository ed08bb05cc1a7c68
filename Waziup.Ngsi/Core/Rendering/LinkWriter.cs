using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes linked entities inside the relationship that leads to them (4.5.23).</summary>
internal readonly ref struct LinkWriter(PooledBuffer output, ActiveContext terms, Shape shape)
{
    private readonly PooledBuffer _output = output;
    private readonly ActiveContext _terms = terms;
    private readonly Shape _shape = shape with { ContextInBody = false, Geometry = null };

    /// <summary>The member beside the objects: one entity for one URI, an array for several; those that are not there are left out.</summary>
    public void WriteMember(AttributeKind kind, ReadOnlySpan<byte> objects, IReadOnlyList<EntityView?> views)
    {
        var isList = kind == AttributeKind.ListRelationship;
        var isArray = objects[0] == '[';
        _output.Append(isList ? "\"entityList\":"u8 : "\"entity\":"u8);
        if (isArray)
            _output.Append((byte)'[');
        var written = 0;
        foreach (var view in views)
        {
            if (view is null)
                continue;
            if (written++ > 0)
                _output.Append((byte)',');
            Renderer.Write(_output, view, _terms, _shape);
        }
        _output.Append(isArray ? "],"u8 : ","u8);
    }

    /// <summary>Each entity in place of its URI, which stays where there is none.</summary>
    public void WriteSimplified(AttributeKind kind, ReadOnlySpan<byte> objects, IReadOnlyList<EntityView?> views)
    {
        var isArray = objects[0] == '[';
        if (isArray)
            _output.Append((byte)'[');
        var at = 0;
        foreach (var value in new Scalars(Target.Of(kind, objects)))
        {
            if (at > 0)
                _output.Append((byte)',');
            if (views[at++] is { } view)
                Renderer.Write(_output, view, _terms, _shape);
            else
                Utf8Json.CopyString(in value, _output);
        }
        if (isArray)
            _output.Append((byte)']');
    }
}
