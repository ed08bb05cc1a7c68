using System.Buffers;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Reads and writes the properties of 5.0 (section 2.2.2).</summary>
internal static class PropertyCodec
{
    /// <summary>Reads a length and as many bytes of properties.</summary>
    /// <param name="fields">Stands before the length.</param>
    /// <param name="type">The packet they belong to.</param>
    public static Properties Read(ref FieldReader fields, PacketType type)
    {
        var length = (int)fields.VariableInteger();
        if (length == 0)
            return Properties.None;
        var inner = new FieldReader(fields.Take(length));
        var items = ImmutableArray.CreateBuilder<Property>();
        var seen = 0UL;
        while (!inner.IsAtEnd)
        {
            var item = Item(ref inner, type);
            var isRepeatable = item.Id == PropertyId.UserProperty || (item.Id == PropertyId.SubscriptionIdentifier && type == PacketType.Publish);
            var bit = 1UL << (int)item.Id;
            if ((seen & bit) != 0 && !isRepeatable)
                throw MqttProtocolException.Violation($"{item.Id} is given twice");
            seen |= bit;
            items.Add(item);
        }
        if ((seen & (1UL << (int)PropertyId.AuthenticationData)) != 0 && (seen & (1UL << (int)PropertyId.AuthenticationMethod)) == 0)
            throw MqttProtocolException.Violation("there is authentication data, but no method");
        return new Properties(items.DrainToImmutable());
    }

    /// <summary>Writes the length and the properties.</summary>
    /// <param name="properties">What is written.</param>
    /// <param name="scratch">An empty buffer; it is empty again afterwards.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Properties properties, ArrayBufferWriter<byte> scratch, IBufferWriter<byte> output)
    {
        var fields = new FieldWriter(scratch);
        foreach (var item in properties.Items)
            Item(fields, item);
        var target = new FieldWriter(output);
        target.VariableInteger((uint)scratch.WrittenCount);
        target.Bytes(scratch.WrittenSpan);
        scratch.ResetWrittenCount();
    }

    private static Property Item(ref FieldReader fields, PacketType type)
    {
        var id = (PropertyId)fields.VariableInteger();
        var rule = PropertyRule.Of(id) ?? throw MqttProtocolException.Malformed($"there is no property 0x{(int)id:X2}");
        if (!rule.IsAllowedIn(type))
            throw MqttProtocolException.Violation($"{id} does not belong into {type}");
        var item = rule.Kind switch
        {
            PropertyKind.Flag => new Property(id, fields.Byte()),
            PropertyKind.TwoBytes => new Property(id, fields.TwoBytes()),
            PropertyKind.FourBytes => new Property(id, fields.FourBytes()),
            PropertyKind.VariableInteger => new Property(id, fields.VariableInteger()),
            PropertyKind.Text => new Property(id, Text: fields.Text()),
            PropertyKind.Binary => new Property(id, Data: fields.Binary()),
            _ => new Property(id, Text: fields.Text(), Value: fields.Text()),
        };
        if ((rule.Kind == PropertyKind.Flag && item.Number > 1) || (!rule.CanBeZero && item.Number == 0))
            throw MqttProtocolException.Violation($"{id} cannot be {item.Number}");
        if (id == PropertyId.ResponseTopic && !Topics.IsTopic(item.Text))
            throw MqttProtocolException.Violation("the response topic has wildcards or is empty");
        return item;
    }

    private static void Item(FieldWriter fields, Property item)
    {
        var rule = PropertyRule.Of(item.Id) ?? throw new ArgumentException($"there is no property 0x{(int)item.Id:X2}", nameof(item));
        fields.Byte((byte)item.Id);
        switch (rule.Kind)
        {
            case PropertyKind.Flag:
                fields.Byte((byte)item.Number);
                break;
            case PropertyKind.TwoBytes:
                fields.TwoBytes((ushort)item.Number);
                break;
            case PropertyKind.FourBytes:
                fields.FourBytes(item.Number);
                break;
            case PropertyKind.VariableInteger:
                fields.VariableInteger(item.Number);
                break;
            case PropertyKind.Text:
                fields.Text(item.Text);
                break;
            case PropertyKind.Binary:
                fields.Binary(item.Data.Span);
                break;
            default:
                fields.Text(item.Text);
                fields.Text(item.Value);
                break;
        }
    }
}
