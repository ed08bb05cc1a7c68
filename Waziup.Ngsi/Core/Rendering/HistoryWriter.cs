using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes the temporal evolution of an entity: each attribute with all its instances (4.5.6), or with values and times (4.5.8).</summary>
internal ref struct HistoryWriter(PooledBuffer output, HistoryView view, ActiveContext terms, Shape shape)
{
    private readonly PooledBuffer _output = output;
    private readonly HistoryView _view = view;
    private readonly ActiveContext _terms = terms;
    private readonly Shape _shape = shape;

    public bool Downgraded { get; private set; }

    public void Write(HistoryForm form)
    {
        HistoryHead.Open(_output, _view, _terms);
        foreach (var (name, rows) in _view.Attributes)
        {
            HistoryHead.Name(_output, name, _terms);
            if (form == HistoryForm.Values)
                Values(name, rows);
            else
                Instances(name, rows);
            _output.Append((byte)',');
        }
        HistoryHead.Close(_output, _view, _terms, _shape);
    }

    private void Instances(string name, IReadOnlyList<HistoryRow> rows)
    {
        var series = new Dictionary<string, (ulong Number, Instant ExpiresAt)>(StringComparer.Ordinal);
        _output.Append((byte)'[');
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (i > 0)
                _output.Append((byte)',');
            if (!series.TryGetValue(row.DatasetId ?? "", out var known))
                series[row.DatasetId ?? ""] = known = (InstanceId.Series(_view.Id, name, row.DatasetId), ExpiryOf(row));
            if (row.IsDeletion)
                DeletionText.Instance(_output, row);
            else
                Instance(row, known.ExpiresAt);
            // The instance goes on behind its last member.
            _output.Truncate(_output.Length - 1);
            _output.Append((byte)',');
            if (name == Model.Core.Scope.Value)
            {
                Time("\"observedAt\":"u8, row.IsDeletion ? Instant.None : row.At);
            }
            else if (!row.IsAltered && !_shape.LeavesInstanceIds)
            {
                _output.Append("\"instanceId\":"u8);
                row.AppendIdIn(known.Number, _output);
                _output.Append((byte)',');
            }
            Time("\"deletedAt\":"u8, row.DeletedAt);
            _output.Close((byte)'}');
        }
        _output.Append((byte)']');
    }

    /// <summary>4.22: the history of an attribute goes when the attribute does.</summary>
    private readonly Instant ExpiryOf(HistoryRow row)
    {
        var at = _view.Entity.Find(Encoding.UTF8.GetBytes(row.Name), row.DatasetId is null ? [] : Encoding.UTF8.GetBytes(row.DatasetId));
        return at < 0 ? Instant.None : _view.Entity.Instances[at].ExpiresAt;
    }

    private void Instance(HistoryRow row, Instant expiresAt)
    {
        if (row.IsPlain && _shape.AllowsSlices)
        {
            _output.Append(row.Body.Span);
            return;
        }
        var writer = new InstanceWriter(_output, _terms, _shape, Instant.None);
        writer.Write(row.Body.Span, row.IsAltered ? new InstanceTimes(Instant.None, Instant.None, Instant.None) : new InstanceTimes(row.CreatedAt, row.ModifiedAt, expiresAt));
        Downgraded |= writer.Downgraded;
    }

    /// <summary>One object for each datasetId and kind; several make an array.</summary>
    private readonly void Values(string name, IReadOnlyList<HistoryRow> rows)
    {
        if (rows.Count == 0)
        {
            // What is known of it, in a part of the window that has none of it.
            var at = _view.Entity.Find(Encoding.UTF8.GetBytes(name));
            Values(null, at < 0 ? AttributeKind.Property : _view.Entity.Instances[at].Kind, []);
            return;
        }
        var groups = rows.GroupBy(row => (row.DatasetId, row.Kind)).OrderBy(group => group.Key.DatasetId, StringComparer.Ordinal).ToList();
        if (groups.Count != 1)
            _output.Append((byte)'[');
        foreach (var group in groups)
        {
            Values(group.Key.DatasetId, group.Key.Kind, group);
            _output.Append((byte)',');
        }
        if (groups.Count != 1)
            _output.Close((byte)']');
        else
            _output.Truncate(_output.Length - 1);
    }

    private readonly void Values(string? dataset, AttributeKind kind, IEnumerable<HistoryRow> rows)
    {
        var value = new ValueWriter(_output, _terms, _shape, kind);
        _output.Append("{\"type\":\""u8);
        _output.Append(Kinds.NameOf(value.KindWritten));
        _output.Append("\",\""u8);
        // The plural of the member that holds one value.
        _output.Append(Kinds.ValueMemberOf(value.KindWritten));
        _output.Append("s\":["u8);
        foreach (var row in rows)
        {
            _output.Append((byte)'[');
            if (row.IsDeletion)
                DeletionText.Simplified(_output, row);
            else
                value.WriteSimplified(row.Value);
            _output.Append((byte)',');
            row.TimeOf(_view.Property).AppendTo(_output);
            _output.Append("],"u8);
        }
        _output.Close((byte)']');
        if (dataset is not null)
        {
            _output.Append(",\"datasetId\":"u8);
            Utf8Json.AppendString(_output, dataset);
        }
        _output.Append((byte)'}');
    }

    private readonly void Time(ReadOnlySpan<byte> label, Instant time) => time.AppendMember(_output, label);
}
