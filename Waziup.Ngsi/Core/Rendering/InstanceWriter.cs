using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes one attribute instance member by member: names compacted, in any representation (4.5), for readers of older versions too (4.3.6.8).</summary>
internal ref struct InstanceWriter(PooledBuffer output, ActiveContext terms, Shape shape, Instant now, IReadOnlyList<EntityView?>? linked = null)
{
    private readonly IReadOnlyList<EntityView?>? _linked = linked;
    private readonly PooledBuffer _output = output;
    private readonly ActiveContext _terms = terms;
    private readonly Shape _shape = shape;
    private readonly Instant _now = now;

    public bool Downgraded { get; private set; }

    public void Write(ReadOnlySpan<byte> body, InstanceTimes times)
    {
        using var members = MemberSlots.OfChecked(body);
        var stored = InstanceBody.KindOf(body, in members);
        var value = new ValueWriter(_output, _terms, _shape, stored);
        var kind = value.KindWritten;
        Downgraded |= kind != stored && _shape.Version < Shape.NewestVersion;
        var valueAt = InstanceBody.ValueAt(in members);
        if (_shape.Format == EntityFormat.Simplified)
        {
            if (_linked is null)
                value.WriteSimplified(InstanceBody.Json(body, in members, valueAt));
            else
                new LinkWriter(_output, _terms, _shape).WriteSimplified(stored, InstanceBody.Json(body, in members, valueAt), _linked);
            return;
        }
        if (_shape.Format == EntityFormat.Concise && !_shape.SystemTimes && InstanceForm.IsBare(body, in members, kind, valueAt))
        {
            value.WriteBare(InstanceBody.Json(body, in members, valueAt));
            return;
        }
        _output.Append((byte)'{');
        if (_shape.Format == EntityFormat.Normalized || InstanceForm.NeedsType(kind, InstanceBody.Json(body, in members, valueAt)))
            Type(kind);
        value.WriteMember(InstanceBody.Json(body, in members, valueAt));
        if (_linked is not null)
            new LinkWriter(_output, _terms, _shape).WriteMember(stored, InstanceBody.Json(body, in members, valueAt), _linked);
        Own(body, in members);
        times = times.With(body, in members);
        SubAttributes(body, in members, times);
        if (_shape.SystemTimes)
            Times(times);
        _output.Close((byte)'}');
    }

    private void Own(ReadOnlySpan<byte> body, in MemberSlots members)
    {
        foreach (ref readonly var slot in members.All)
        {
            var json = BodyJson.ValueOf(body, in slot);
            switch (slot.Member)
            {
                case Member.DatasetId when Since(3):
                    Raw("\"datasetId\":"u8, json);
                    break;
                case Member.UnitCode when Since(3):
                    Raw("\"unitCode\":"u8, json);
                    break;
                case Member.ObservedAt when Since(3):
                    Raw("\"observedAt\":"u8, json);
                    break;
                case Member.Sealed:
                    Raw("\"entityIdSealed\":"u8, json);
                    break;
                case Member.SealedType:
                    Term("\"entityTypeSealed\":"u8, json);
                    break;
                case Member.ValueType when Since(9):
                    Term("\"valueType\":"u8, json);
                    break;
                case Member.Foreign:
                    Previous(body, in slot);
                    break;
                case Member.ObjectType when Since(8):
                    Term("\"objectType\":"u8, json);
                    break;
            }
        }
    }

    /// <summary>4.5.24: the value that was before, in the form of the value.</summary>
    private readonly void Previous(ReadOnlySpan<byte> body, in MemberSlot slot)
    {
        var name = BodyJson.NameOf(body, in slot);
        var kind = name.SequenceEqual("previousVocab"u8) ? AttributeKind.VocabProperty
            : name.SequenceEqual("previousObjectList"u8) ? AttributeKind.ListRelationship : AttributeKind.Property;
        _output.Append((byte)'"');
        _output.Append(name);
        _output.Append("\":"u8);
        new ValueWriter(_output, _terms, _shape, kind).WriteForm(BodyJson.ValueOf(body, in slot));
        _output.Append((byte)',');
    }

    /// <summary>Whether readers know the member; if not, the answer differs from what is stored.</summary>
    private bool Since(int version)
    {
        Downgraded |= _shape.Version < version;
        return _shape.Version >= version;
    }

    private void SubAttributes(ReadOnlySpan<byte> body, in MemberSlots members, InstanceTimes times)
    {
        // A sub-attribute is as old as its attribute unless it says otherwise.
        var inherited = new InstanceTimes(times.CreatedAt, Instant.None, Instant.None);
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member != Member.Attribute)
                continue;
            var json = BodyJson.ValueOf(body, in slot);
            if (IsExpired(json))
                continue;
            _output.Append((byte)'"');
            _output.Append(_terms.Compact(BodyJson.NameOf(body, in slot)));
            _output.Append("\":"u8);
            if (slot.Token == JsonTokenType.StartObject)
                Write(json, inherited);
            else
                Several(json, inherited);
            _output.Append((byte)',');
        }
    }

    /// <summary>Whether the sub-attribute has passed its time (4.22); what has is not shown, even where it is still stored.</summary>
    private readonly bool IsExpired(ReadOnlySpan<byte> json)
    {
        if (json[0] != '{' || json.IndexOf("\"expiresAt\""u8) < 0)
            return false;
        using var members = MemberSlots.OfChecked(json);
        var at = members.Find(Member.ExpiresAt);
        return at >= 0 && Instant.TryParse(BodyJson.ValueOf(json, in members.All[at])[1..^1], out var time) && time <= _now;
    }

    private void Several(ReadOnlySpan<byte> json, InstanceTimes inherited)
    {
        _output.Append((byte)'[');
        var reader = new Utf8JsonReader(json);
        reader.Read();
        for (var first = true; reader.Read() && reader.TokenType == JsonTokenType.StartObject; first = false)
        {
            if (!first)
                _output.Append((byte)',');
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Write(json[start..(int)reader.BytesConsumed], inherited);
        }
        _output.Append((byte)']');
    }

    private readonly void Times(InstanceTimes times)
    {
        times.CreatedAt.AppendMember(_output, "\"createdAt\":"u8);
        times.ModifiedAt.AppendMember(_output, "\"modifiedAt\":"u8);
        times.DeletedAt.AppendMember(_output, "\"deletedAt\":"u8);
        if (_shape.Version >= Shape.NewestVersion)
            times.ExpiresAt.AppendMember(_output, "\"expiresAt\":"u8);
    }

    private readonly void Type(AttributeKind kind)
    {
        _output.Append("\"type\":\""u8);
        _output.Append(Kinds.NameOf(kind));
        _output.Append("\","u8);
    }

    private readonly void Raw(ReadOnlySpan<byte> label, ReadOnlySpan<byte> json)
    {
        _output.Append(label);
        _output.Append(json);
        _output.Append((byte)',');
    }

    private readonly void Term(ReadOnlySpan<byte> label, ReadOnlySpan<byte> json)
    {
        _output.Append(label);
        ValueWriter.WriteTerms(_output, _terms, json);
        _output.Append((byte)',');
    }
}
