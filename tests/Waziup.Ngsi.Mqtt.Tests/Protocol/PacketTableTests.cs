using System.Text;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>Bytes written down by hand from the tables of the standards, and the packets they are.</summary>
public sealed class PacketTableTests
{
    const MqttVersion Old = MqttVersion.V311;
    const MqttVersion New = MqttVersion.V5;

    static readonly Property No = new(PropertyId.ReasonString, Text: "no");

    static readonly (MqttVersion Version, string Hex, Packet Packet)[] Table =
    [
        (Old, "10 0D 00 04 4D 51 54 54 04 02 00 3C 00 01 61", new ConnectPacket(Old, "a") { KeepAliveSeconds = 60 }),
        (Old, "10 19 00 04 4D 51 54 54 04 EE 00 0A 00 01 61 00 01 77 00 01 78 00 01 75 00 01 70",
            new ConnectPacket(Old, "a") { KeepAliveSeconds = 10, User = "u", Password = Utf8("p"), Will = new("w", Utf8("x"), Qos.AtLeastOnce, true) }),
        (Old, "20 02 01 00", new ConnackPacket(true, ReasonCode.Success)),
        (Old, "20 02 00 01", new ConnackPacket(false, ReasonCode.UnsupportedProtocolVersion)),
        (Old, "20 02 00 04", new ConnackPacket(false, ReasonCode.BadUserNameOrPassword)),
        (Old, "20 02 00 05", new ConnackPacket(false, ReasonCode.NotAuthorized)),
        (Old, "31 07 00 03 61 2F 62 68 69", new PublishPacket("a/b", Utf8("hi"), Qos.AtMostOnce) { IsRetained = true }),
        (Old, "3A 09 00 03 61 2F 62 00 0A 68 69", new PublishPacket("a/b", Utf8("hi"), Qos.AtLeastOnce) { PacketId = 10, IsDuplicate = true }),
        (Old, "34 05 00 01 61 12 34", new PublishPacket("a", default, Qos.ExactlyOnce) { PacketId = 0x1234 }),
        (Old, "30 04 00 02 C3 A9", new PublishPacket("é", default, Qos.AtMostOnce)),
        (Old, "40 02 00 01", new AnswerPacket(PacketType.Puback, 1)),
        (Old, "50 02 00 01", new AnswerPacket(PacketType.Pubrec, 1)),
        (Old, "62 02 00 01", new AnswerPacket(PacketType.Pubrel, 1)),
        (Old, "70 02 FF FF", new AnswerPacket(PacketType.Pubcomp, 65_535)),
        (Old, "82 0E 00 0A 00 03 61 2F 62 01 00 03 63 2F 23 02",
            new SubscribePacket(10, [new("a/b", Qos.AtLeastOnce), new("c/#", Qos.ExactlyOnce)])),
        (Old, "90 05 00 0A 00 02 80",
            new SubscriptionAnswerPacket(PacketType.Suback, 10, [ReasonCode.Success, ReasonCode.GrantedQos2, ReasonCode.UnspecifiedError])),
        (Old, "A2 07 00 0A 00 03 61 2F 62", new UnsubscribePacket(10, ["a/b"])),
        (Old, "B0 02 00 0A", new SubscriptionAnswerPacket(PacketType.Unsuback, 10, [])),
        (Old, "C0 00", PingPacket.Request),
        (Old, "D0 00", PingPacket.Response),
        (Old, "E0 00", new DisconnectPacket(ReasonCode.Success)),

        (New, "10 16 00 04 4D 51 54 54 05 02 00 3C 08 11 00 00 00 0A 21 00 05 00 01 61",
            new ConnectPacket(New, "a")
            {
                KeepAliveSeconds = 60,
                Properties = Properties.Of(new(PropertyId.SessionExpiryInterval, 10), new(PropertyId.ReceiveMaximum, 5)),
            }),
        (New, "10 1C 00 04 4D 51 54 54 05 44 00 00 00 00 01 61 05 18 00 00 00 09 00 01 77 00 00 00 01 70",
            new ConnectPacket(New, "a")
            {
                IsCleanStart = false,
                Password = Utf8("p"),
                Will = new("w", default, Qos.AtMostOnce, false) { Properties = Properties.Of(new Property(PropertyId.WillDelayInterval, 9)) },
            }),
        (New, "20 03 00 00 00", new ConnackPacket(false, ReasonCode.Success)),
        (New, "20 0B 01 00 08 21 00 14 27 00 00 03 E8",
            new ConnackPacket(true, ReasonCode.Success)
            {
                Properties = Properties.Of(new(PropertyId.ReceiveMaximum, 20), new(PropertyId.MaximumPacketSize, 1000)),
            }),
        (New, "20 08 00 86 05 1F 00 02 6E 6F", new ConnackPacket(false, ReasonCode.BadUserNameOrPassword) { Properties = Properties.Of(No) }),
        (New, "32 12 00 01 61 00 01 0B 03 00 01 74 26 00 01 6B 00 01 76 78",
            new PublishPacket("a", Utf8("x"), Qos.AtLeastOnce)
            {
                PacketId = 1,
                Properties = Properties.Of(Property.ContentType("t"), Property.User("k", "v")),
            }),
        (New, "30 0A 00 01 61 05 02 00 00 00 3C 78",
            new PublishPacket("a", Utf8("x"), Qos.AtMostOnce) { Properties = Properties.Of(Property.MessageExpiry(60)) }),
        (New, "30 08 00 01 61 04 0B 01 0B 02",
            new PublishPacket("a", default, Qos.AtMostOnce)
            {
                Properties = Properties.Of(new(PropertyId.SubscriptionIdentifier, 1), new(PropertyId.SubscriptionIdentifier, 2)),
            }),
        (New, "40 02 00 01", new AnswerPacket(PacketType.Puback, 1)),
        (New, "40 03 00 01 10", new AnswerPacket(PacketType.Puback, 1, ReasonCode.NoMatchingSubscribers)),
        (New, "40 09 00 01 87 05 1F 00 02 6E 6F", new AnswerPacket(PacketType.Puback, 1, ReasonCode.NotAuthorized) { Properties = Properties.Of(No) }),
        (New, "50 03 00 01 97", new AnswerPacket(PacketType.Pubrec, 1, ReasonCode.QuotaExceeded)),
        (New, "62 03 00 01 92", new AnswerPacket(PacketType.Pubrel, 1, ReasonCode.PacketIdentifierNotFound)),
        (New, "82 0A 00 0A 03 0B C8 01 00 01 61 2D",
            new SubscribePacket(10, [new("a", Qos.AtLeastOnce) { IsNoLocal = true, KeepsRetained = true, RetainHandling = 2 }])
            {
                Properties = Properties.Of(new Property(PropertyId.SubscriptionIdentifier, 200)),
            }),
        (New, "90 05 00 0A 00 01 87",
            new SubscriptionAnswerPacket(PacketType.Suback, 10, [ReasonCode.GrantedQos1, ReasonCode.NotAuthorized])),
        (New, "A2 06 00 0A 00 00 01 61", new UnsubscribePacket(10, ["a"])),
        (New, "B0 05 00 0A 00 00 11",
            new SubscriptionAnswerPacket(PacketType.Unsuback, 10, [ReasonCode.Success, ReasonCode.NoSubscriptionExisted])),
        (New, "E0 00", new DisconnectPacket(ReasonCode.Success)),
        (New, "E0 01 04", new DisconnectPacket(ReasonCode.DisconnectWithWill)),
        (New, "E0 07 8E 05 1F 00 02 6E 6F", new DisconnectPacket(ReasonCode.SessionTakenOver) { Properties = Properties.Of(No) }),
        (New, "F0 06 18 04 15 00 01 78",
            new AuthPacket(ReasonCode.ContinueAuthentication) { Properties = Properties.Of(new Property(PropertyId.AuthenticationMethod, Text: "x")) }),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Table.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_packet_is_written_as_the_standard_says(int row) =>
        Assert.Equal(Table[row].Hex, Wire.Hex(Wire.Write(Table[row].Packet, Table[row].Version)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_packet_is_read_as_the_standard_says(int row)
    {
        var (version, hex, packet) = Table[row];

        var read = Wire.Read(Wire.Bytes(hex), version);

        Assert.IsType(packet.GetType(), read);
        Assert.Equal(Wire.Text(packet), Wire.Text(read));
    }

    [Theory]
    [InlineData("20 02 00 01", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("20 02 00 05", ReasonCode.NotAuthorized)]
    public void A_server_of_3_1_1_that_is_asked_in_5_0_is_understood(string hex, object reason) =>
        Assert.Equal(reason, Assert.IsType<ConnackPacket>(Wire.Read(Wire.Bytes(hex), New)).Reason);

    [Theory]
    [InlineData("40 04 00 01 00 00", "40 02 00 01")]
    [InlineData("E0 02 00 00", "E0 00")]
    public void What_may_be_left_out_is_read_where_it_is_given(string hex, string shorter) =>
        Assert.Equal(Wire.Text(Wire.Read(Wire.Bytes(shorter), New)), Wire.Text(Wire.Read(Wire.Bytes(hex), New)));

    [Fact]
    public void Versions_without_properties_leave_them_out()
    {
        var packet = new PublishPacket("a", default, Qos.AtMostOnce) { Properties = Properties.Of(Property.User("k", "v")) };

        Assert.Equal("30 03 00 01 61", Wire.Hex(Wire.Write(packet, Old)));
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
