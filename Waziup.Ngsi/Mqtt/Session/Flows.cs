using System.Buffers;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>What is sent and what is received; their packets share the identifiers.</summary>
internal sealed class Flows
{
    public Flows(MqttClientOptions options)
    {
        var ids = new PacketIds();
        Outflow = new Outflow(ids, options.MaxSends);
        Requests = new Requests(ids);
        // 3.1.1 cannot say how many we take, and mosquitto 2.0.11 does not count quite right after QoS 2.
        Inflow = new Inflow(options.Version == MqttVersion.V5 && !options.ForgivesExcess ? 2 * options.ReceiveMaximum : ushort.MaxValue);
    }

    public Outflow Outflow { get; }

    public Inflow Inflow { get; }

    public Requests Requests { get; }

    /// <summary>Writes the next packet that is due.</summary>
    /// <returns>Its bytes, 0 where it could not be written and was refused; null where nothing is due.</returns>
    public int? Write(PacketWriter writer, IBufferWriter<byte> output, List<Outgoing> handed) =>
        Requests.Next() is { } request ? Write(writer, request, output)
        : Outflow.Next() is var (packet, item) ? Write(writer, packet, item, output, handed) : null;

    private int Write(PacketWriter writer, Packet packet, Outgoing item, IBufferWriter<byte> output, List<Outgoing> handed)
    {
        try
        {
            var bytes = writer.Write(packet, output);
            if (item.Packet.Qos == Qos.AtMostOnce)
                handed.Add(item);
            return bytes;
        }
        catch (PacketTooLargeException failure)
        {
            Outflow.Refuse(item, new MqttException(failure.Message, ReasonCode.PacketTooLarge));
        }
        catch (ArgumentException failure)
        {
            Outflow.Refuse(item, failure);
        }
        return 0;
    }

    private int Write(PacketWriter writer, Request request, IBufferWriter<byte> output)
    {
        try
        {
            return writer.Write(request.ToPacket(), output);
        }
        catch (PacketTooLargeException failure)
        {
            Requests.Refuse(request, new MqttException(failure.Message, ReasonCode.PacketTooLarge));
            return 0;
        }
    }
}
