using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Session;

namespace Waziup.Ngsi.Mqtt.Tests.Session;

/// <summary>What is new to the application, and what the server is told; no network.</summary>
public sealed class InflowTests
{
    [Fact]
    public void A_message_with_QoS_2_is_new_until_its_identifier_is_released()
    {
        var flow = New();

        Assert.Equal((true, null), flow.Receive(Message(Qos.ExactlyOnce, 7)));
        Assert.Equal((false, null), flow.Receive(Message(Qos.ExactlyOnce, 7)));
        Assert.Equal(new AnswerPacket(PacketType.Pubrec, 7), flow.Acknowledge(Handed(flow, Qos.ExactlyOnce, 7)));
        Assert.Equal((false, new AnswerPacket(PacketType.Pubrec, 7)), flow.Receive(Message(Qos.ExactlyOnce, 7)));
        Assert.Equal(new AnswerPacket(PacketType.Pubcomp, 7), flow.Release(7));
        Assert.Equal((true, null), flow.Receive(Message(Qos.ExactlyOnce, 7)));
    }

    [Fact]
    public void An_acknowledgement_is_sent_once()
    {
        var flow = New();
        flow.Receive(Message(Qos.AtLeastOnce, 1));
        flow.Receive(Message(Qos.ExactlyOnce, 2));
        var (least, once) = (Handed(flow, Qos.AtLeastOnce, 1), Handed(flow, Qos.ExactlyOnce, 2));

        Assert.Equal(new AnswerPacket(PacketType.Puback, 1), flow.Acknowledge(least));
        Assert.NotNull(flow.Acknowledge(once));

        Assert.Null(flow.Acknowledge(least));
        Assert.Null(flow.Acknowledge(once));
    }

    [Fact]
    public void After_a_loss_QoS_1_comes_again_and_QoS_2_can_still_be_acknowledged()
    {
        var flow = New();
        flow.Receive(Message(Qos.AtLeastOnce, 1));
        flow.Receive(Message(Qos.ExactlyOnce, 2));
        var (least, once) = (Handed(flow, Qos.AtLeastOnce, 1), Handed(flow, Qos.ExactlyOnce, 2));

        flow.Open(hasSession: true);

        Assert.Equal((true, null), flow.Receive(Message(Qos.AtLeastOnce, 1)));
        Assert.Equal((false, null), flow.Receive(Message(Qos.ExactlyOnce, 2)));
        Assert.Null(flow.Acknowledge(least));
        Assert.NotNull(flow.Acknowledge(once));
    }

    [Fact]
    public void A_new_session_knows_nothing_of_the_old_one()
    {
        var flow = New();
        flow.Receive(Message(Qos.ExactlyOnce, 2));
        var old = Handed(flow, Qos.ExactlyOnce, 2);

        flow.Open(hasSession: false);

        Assert.Equal((true, null), flow.Receive(Message(Qos.ExactlyOnce, 2)));
        Assert.Null(flow.Acknowledge(old));
        Assert.Equal(new AnswerPacket(PacketType.Pubcomp, 3, ReasonCode.PacketIdentifierNotFound), flow.Release(3));
    }

    [Fact]
    public void What_goes_beyond_the_bound_is_not_taken_for_known_when_it_comes_again()
    {
        var flow = New(most: 2);
        flow.Receive(Message(Qos.AtLeastOnce, 1));
        flow.Receive(Message(Qos.ExactlyOnce, 2));

        var fault = Assert.Throws<MqttProtocolException>(() => flow.Receive(Message(Qos.ExactlyOnce, 3)));
        flow.Open(hasSession: true);

        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, fault.Reason);
        Assert.Equal((true, null), flow.Receive(Message(Qos.ExactlyOnce, 3)));
    }

    private static Inflow New(int most = 100)
    {
        var flow = new Inflow(most);
        flow.Open(hasSession: false);
        return flow;
    }

    private static PublishPacket Message(Qos qos, ushort id) => new("t", default, qos) { PacketId = id };

    private static MqttMessage Handed(Inflow flow, Qos qos, ushort id) => new(Message(qos, id), null!, flow.Connection, flow.Session);
}
