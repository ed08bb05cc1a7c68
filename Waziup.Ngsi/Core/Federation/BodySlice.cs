using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>Cuts from the body of an entity, a fragment or an attribute what concerns a source; what stays goes as it came, under the source's names.</summary>
internal static class BodySlice
{
    /// <summary>Writes the body without its @context and without some attributes.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="json">The body, which was read before.</param>
    /// <param name="from">The @context of its names.</param>
    /// <param name="to">The @context of the source.</param>
    /// <param name="isAttribute">The body is one attribute, else an entity or a fragment.</param>
    /// <param name="keeps">Which attributes of an entity stay, and whether the scope does.</param>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> json, ActiveContext from, ActiveContext to, bool isAttribute, Predicate<Iri> keeps)
    {
        var terms = ReferenceEquals(from, to) ? null : to;
        if (isAttribute)
            Instance(output, json, from, terms);
        else
            Object(output, json, from, terms, keeps, isEntity: true);
    }

    private static void Object(PooledBuffer output, ReadOnlySpan<byte> json, ActiveContext from, ActiveContext? to, Predicate<Iri>? keeps, bool isEntity)
    {
        using var members = MemberSlots.Of(json, BodyJson.MaxDepth);
        output.Append((byte)'{');
        var isFirst = true;
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Context)
                continue;
            var isAttribute = slot.Member == Member.Attribute || (isEntity && slot.Member == Member.Vocab);
            var name = isAttribute && (keeps is not null || to is not null) ? InstanceReader.Expand(BodyJson.NameOf(json, in slot), from) : null;
            if (name is not null && keeps?.Invoke(name) == false)
                continue;
            if (isEntity && slot.Member == Member.Scope && keeps?.Invoke(Core.Scope) == false)
                continue;
            output.Append(isFirst ? [] : ","u8);
            isFirst = false;
            var value = BodyJson.ValueOf(json, in slot);
            if (to is null)
            {
                output.Append(json[(slot.NameStart - 1)..(slot.ValueStart + slot.ValueLength)]);
                continue;
            }
            if (name is null)
                output.Append(json[(slot.NameStart - 1)..slot.ValueStart]);
            else
                Name(output, name, to);
            if (isAttribute)
                Instance(output, value, from, to);
            else if (slot.Member is Member.ValueType or Member.ObjectType or Member.Vocab || (isEntity && slot.Member == Member.Type))
                Terms(output, value, from, to);
            else
                output.Append(value);
        }
        output.Append((byte)'}');
    }

    /// <summary>An instance, a list of them, or a bare value.</summary>
    private static void Instance(PooledBuffer output, ReadOnlySpan<byte> json, ActiveContext from, ActiveContext? to)
    {
        if (BodyJson.FirstToken(json) == JsonTokenType.StartObject && (InstanceList.IsInstance(json) || to is null))
        {
            Object(output, json, from, to, keeps: null, isEntity: false);
            return;
        }
        if (to is null || BodyJson.FirstToken(json) != JsonTokenType.StartArray || !InstanceList.Is(json))
        {
            output.Append(json);
            return;
        }
        var reader = new Utf8JsonReader(json);
        reader.Read();
        output.Append((byte)'[');
        for (var isFirst = true; reader.Read() && reader.TokenType == JsonTokenType.StartObject; isFirst = false)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            output.Append(isFirst ? [] : ","u8);
            Instance(output, json[start..(int)reader.BytesConsumed], from, to);
        }
        output.Append((byte)']');
    }

    private static void Name(PooledBuffer output, Iri name, ActiveContext to)
    {
        Utf8Json.AppendString(output, to.Compact(name.Value));
        output.Append((byte)':');
    }

    /// <summary>A name, or a list of them.</summary>
    private static void Terms(PooledBuffer output, ReadOnlySpan<byte> json, ActiveContext from, ActiveContext to)
    {
        var reader = new Utf8JsonReader(json);
        var isFirst = true;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                output.Append(isFirst ? [] : ","u8);
                isFirst = false;
                var name = reader.GetString()!;
                Utf8Json.AppendString(output, from.TryExpand(System.Text.Encoding.UTF8.GetBytes(name), out var iri) ? to.Compact(iri.Value) : name);
            }
            else
            {
                output.Append(reader.TokenType == JsonTokenType.StartArray ? "["u8 : reader.TokenType == JsonTokenType.EndArray ? "]"u8 : []);
            }
        }
    }
}
