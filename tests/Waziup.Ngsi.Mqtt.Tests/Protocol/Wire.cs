using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>Packets to bytes and back, as tests want it.</summary>
static class Wire
{
    public const int MaxBytes = 1 << 20;

    public static byte[] Write(Packet packet, MqttVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        var size = new PacketWriter(version).Write(packet, output);
        Assert.Equal(output.WrittenCount, size);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The one packet that the bytes are.</summary>
    public static Packet Read(byte[] bytes, MqttVersion version)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        Assert.True(new PacketReader(version, MaxBytes).TryRead(ref input, out var packet));
        Assert.True(input.IsEmpty);
        return packet;
    }

    /// <summary>All packets that the bytes hold, read from pieces of the given size.</summary>
    public static List<Packet> ReadAll(byte[] bytes, MqttVersion version, int piece)
    {
        var input = Pieces(bytes, piece);
        var reader = new PacketReader(version, MaxBytes);
        var packets = new List<Packet>();
        while (reader.TryRead(ref input, out var packet))
            packets.Add(packet);
        return packets;
    }

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static string Hex(byte[] bytes) => string.Join(' ', bytes.Select(value => value.ToString("X2")));

    /// <summary>Everything that a packet says, so that two can be compared.</summary>
    public static string Text(Packet packet) => JsonSerializer.Serialize(packet, packet.GetType());

    static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        Piece? first = null;
        Piece? last = null;
        foreach (var part in bytes.Chunk(Math.Max(1, size)))
        {
            last = new Piece(part, last);
            first ??= last;
        }
        return first is null ? default : new(first, 0, last!, last!.Memory.Length);
    }

    sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
