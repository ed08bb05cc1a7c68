using FsCheck;
using FsCheck.Fluent;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>What must hold for every packet.</summary>
public sealed class PacketPropertyTests
{
    static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2000);

    static Gen<(MqttVersion Version, Packet Packet)> Packets =>
        from version in Gen.Elements(MqttVersion.V311, MqttVersion.V5)
        from seed in Gen.Choose(0, int.MaxValue)
        select (version, new PacketSamples(seed).Next(version));

    [Fact]
    public void A_packet_is_read_back_as_it_was_written() =>
        Prop.ForAll(Packets.ToArbitrary(), sample =>
            Wire.Text(Wire.Read(Wire.Write(sample.Packet, sample.Version), sample.Version)) == Wire.Text(sample.Packet)).Check(Runs);

    [Fact]
    public void It_does_not_matter_in_what_pieces_packets_arrive()
    {
        var several =
            from version in Gen.Elements(MqttVersion.V311, MqttVersion.V5)
            from seeds in Gen.NonEmptyListOf(Gen.Choose(0, int.MaxValue))
            from piece in Gen.Choose(1, 700)
            select (Version: version, Piece: piece, Packets: seeds.Take(5).Select(seed => new PacketSamples(seed).Next(version)).ToList());

        Prop.ForAll(several.ToArbitrary(), sample =>
        {
            var bytes = sample.Packets.SelectMany(packet => Wire.Write(packet, sample.Version)).ToArray();
            return Wire.ReadAll(bytes, sample.Version, sample.Piece).Select(Wire.Text).SequenceEqual(sample.Packets.Select(Wire.Text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Until_its_last_byte_a_packet_needs_more() =>
        Prop.ForAll(Packets.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (sample, cut) =>
        {
            var bytes = Wire.Write(sample.Packet, sample.Version);
            return Wire.ReadAll(bytes[..(cut % bytes.Length)], sample.Version, 64).Count == 0;
        }).Check(Runs);
}
