using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes one view: the members of the entity, its attributes grouped by name, the frame of a Feature.</summary>
internal ref struct EntityWriter(PooledBuffer output, EntityView view, ActiveContext terms, Shape shape)
{
    private readonly PooledBuffer _output = output;
    private readonly EntityView _view = view;
    private readonly Entity _entity = view.Entity;
    private readonly ActiveContext _terms = terms;
    private readonly Shape _shape = shape;

    public bool Downgraded { get; private set; }

    public void WriteEntity()
    {
        _output.Append((byte)'{');
        if (_view.Has(EntityMembers.Id))
            Id();
        Members();
        if (_shape.ContextInBody)
            Context();
        _output.Close((byte)'}');
    }

    /// <summary>4.5.16: the geometry on top, everything but the id among the properties.</summary>
    public void WriteFeature(Iri geometry)
    {
        _output.Append((byte)'{');
        if (_view.Has(EntityMembers.Id))
            Id();
        _output.Append("\"type\":\"Feature\",\"geometry\":"u8);
        Geometry(geometry);
        _output.Append(",\"properties\":{"u8);
        Members();
        _output.Close((byte)'}');
        _output.Append((byte)',');
        if (_shape.ContextInBody)
            Context();
        _output.Close((byte)'}');
    }

    private readonly void Id()
    {
        _output.Append("\"id\":"u8);
        Utf8Json.AppendString(_output, _entity.Id.Value);
        _output.Append((byte)',');
    }

    private void Members()
    {
        if (_view.Has(EntityMembers.Type))
            Types();
        if (_entity.HasScope && _view.Has(EntityMembers.Scope))
            Scope();
        Attributes();
        if (_shape.SystemTimes)
            SystemTimes();
        _entity.DeletedAt.AppendMember(_output, "\"deletedAt\":"u8);
    }

    private void Types()
    {
        var onlyFirst = _shape.Version < 3;
        Downgraded |= onlyFirst && _entity.TypeCount > 1;
        TypesText.Write(_output, _entity, _terms, onlyFirst);
    }

    private void Scope()
    {
        if (_shape.Version < 4)
        {
            Downgraded = true;
            return;
        }
        _output.Append("\"scope\":"u8);
        _output.Append(_entity.Document.AsSpan(_entity.ScopeRange.Start, _entity.ScopeRange.Length));
        _output.Append((byte)',');
    }

    private void Attributes()
    {
        var instances = _entity.Instances;
        for (var i = 0; i < instances.Length;)
        {
            var first = i;
            var shown = 0;
            for (; i < instances.Length && instances[i].NameStart == instances[first].NameStart; i++)
            {
                if (_view.Shows(i))
                    shown++;
            }
            if (shown > 0)
                Attribute(first, i, shown);
        }
    }

    private void Attribute(int first, int end, int shown)
    {
        if (_shape.Version < 3 && shown > 1)
        {
            Downgraded = true;
            shown = 1;
        }
        _output.Append((byte)'"');
        _output.Append(_terms.Compact(_entity.NameOf(in _entity.Instances[first])));
        _output.Append("\":"u8);
        var datasets = _shape.Format == EntityFormat.Simplified && shown > 1;
        if (datasets)
            _output.Append("{\"dataset\":{"u8);
        else if (shown > 1)
            _output.Append((byte)'[');
        var written = 0;
        for (var i = first; i < end && written < shown; i++)
        {
            if (!_view.Shows(i))
                continue;
            if (written++ > 0)
                _output.Append((byte)',');
            Instance(i, datasets);
        }
        _output.Append(datasets ? "}},"u8 : shown > 1 ? "],"u8 : ","u8);
    }

    private void Instance(int index, bool inDataset)
    {
        ref readonly var entry = ref _entity.Instances[index];
        var linked = _shape.Joins ? _view.LinkedBy(index) : null;
        if (inDataset)
        {
            var dataset = _entity.DatasetOf(in entry);
            Utf8Json.AppendString(_output, dataset.IsEmpty ? "@none"u8 : dataset);
            _output.Append((byte)':');
        }
        if (linked is null && entry.Is(InstanceFlags.Plain) && _shape.AllowsSlices)
        {
            _output.Append(_entity.Document.AsSpan(entry.Start, entry.Length));
            return;
        }
        if (entry.Is(InstanceFlags.Null) && IsBareNull(in entry))
        {
            _output.Append(NullText.Of(AttributeKind.Property));
            return;
        }
        var writer = new InstanceWriter(_output, _terms, _shape, _view.Now, linked);
        writer.Write(_entity.Document.AsSpan(entry.Start, entry.Length), new InstanceTimes(entry.CreatedAt, entry.ModifiedAt, entry.ExpiresAt));
        Downgraded |= writer.Downgraded;
    }

    /// <summary>4.5.0: what is gone is Null alone, unless more is told of it than that.</summary>
    private readonly bool IsBareNull(in InstanceEntry entry) => _shape.Format == EntityFormat.Simplified
        || (_shape.Format == EntityFormat.Concise && !_shape.SystemTimes && entry.DatasetLength == 0
            && _entity.Document.AsSpan(entry.Start, entry.Length).IndexOf("\"previous"u8) < 0);

    private readonly void SystemTimes()
    {
        _view.CreatedAt.AppendMember(_output, "\"createdAt\":"u8);
        _view.ModifiedAt.AppendMember(_output, "\"modifiedAt\":"u8);
        if (_shape.Version >= Shape.NewestVersion)
            _view.ExpiresAt.AppendMember(_output, "\"expiresAt\":"u8);
    }

    /// <summary>The default instance of the attribute where it is a geometry, else any instance that is one, else null.</summary>
    private readonly void Geometry(Iri name)
    {
        var best = -1;
        for (var i = 0; i < _entity.Instances.Length; i++)
        {
            ref readonly var entry = ref _entity.Instances[i];
            if (!_view.Shows(i) || !_entity.NameOf(in entry).SequenceEqual(name.Utf8) || entry.Kind != AttributeKind.GeoProperty
                || entry.Is(InstanceFlags.Null))
                continue;
            if (best < 0 || entry.DatasetLength == 0)
                best = i;
        }
        _output.Append(best < 0 ? "null"u8 : Value(in _entity.Instances[best]));
    }

    private readonly ReadOnlySpan<byte> Value(in InstanceEntry entry) => _entity.Document.AsSpan(entry.ValueStart, entry.ValueLength);

    private readonly void Context()
    {
        _output.Append("\"@context\":"u8);
        _output.Append(_terms.Source.Span);
        _output.Append((byte)',');
    }
}
