using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Session;

namespace Waziup.Ngsi.Mqtt.Tests.Session;

/// <summary>What is sent next, and what an answer means; no network.</summary>
public sealed class OutflowTests
{
    static readonly FlowLimits Two = new(2, Qos.ExactlyOnce, true);

    [Fact]
    public void No_more_than_the_window_is_in_flight()
    {
        var flow = New();
        foreach (var topic in new[] { "a", "b", "c" })
            flow.Add(Message(topic, Qos.AtLeastOnce));

        Assert.Equal(["a 1", "b 2"], Sent(flow));
        flow.Receive(new AnswerPacket(PacketType.Puback, 2));

        Assert.Equal(["c 3"], Sent(flow));
        Assert.Equal(2, flow.InFlight);
    }

    [Fact]
    public void A_message_with_QoS_0_needs_no_place()
    {
        var flow = New();
        flow.Add(Message("a", Qos.AtLeastOnce));
        flow.Add(Message("b", Qos.AtLeastOnce));
        flow.Add(Message("c", Qos.AtMostOnce));

        Assert.Equal(["a 1", "b 2", "c 0"], Sent(flow));
    }

    [Fact]
    public void QoS_2_ends_with_PUBCOMP()
    {
        var flow = New();
        var item = flow.Add(Message("a", Qos.ExactlyOnce)).Value;
        Sent(flow);

        var release = flow.Receive(new AnswerPacket(PacketType.Pubrec, 1));
        Assert.False(item.IsOver);
        flow.Receive(new AnswerPacket(PacketType.Pubcomp, 1));

        Assert.Equal(new AnswerPacket(PacketType.Pubrel, 1), release);
        Assert.True(item.End.IsCompletedSuccessfully);
        Assert.Equal((0, 0L), (flow.Count, flow.Bytes));
    }

    [Fact]
    public void A_session_that_is_there_gets_the_same_identifiers_again_in_their_order()
    {
        var flow = New();
        flow.Add(Message("a", Qos.ExactlyOnce));
        flow.Add(Message("b", Qos.AtLeastOnce));
        flow.Add(Message("c", Qos.AtLeastOnce));
        Sent(flow);
        flow.Receive(new AnswerPacket(PacketType.Pubrec, 1));

        flow.Open(hasSession: true, Two);

        Assert.Equal(["Pubrel 1", "b 2 again", "c 3"], Sent(flow));
    }

    [Fact]
    public void A_new_session_gets_everything_anew()
    {
        var flow = New();
        flow.Add(Message("a", Qos.ExactlyOnce));
        flow.Add(Message("b", Qos.AtLeastOnce));
        flow.Add(Message("c", Qos.AtLeastOnce));
        Sent(flow);
        flow.Receive(new AnswerPacket(PacketType.Pubrec, 1));

        flow.Open(hasSession: false, Two);

        Assert.Equal(["a 1", "b 2"], Sent(flow));
    }

    [Fact]
    public void A_smaller_window_after_a_loss_is_kept_too()
    {
        var flow = New();
        flow.Add(Message("a", Qos.AtLeastOnce));
        flow.Add(Message("b", Qos.AtLeastOnce));
        Sent(flow);

        flow.Open(hasSession: true, Two with { InFlight = 1 });
        Assert.Equal(["a 1 again"], Sent(flow));
        flow.Receive(new AnswerPacket(PacketType.Puback, 1));

        Assert.Equal(["b 2 again"], Sent(flow));
    }

    [Fact]
    public void What_was_given_up_before_it_was_sent_is_not_sent()
    {
        var flow = New();
        var first = flow.Add(Message("a", Qos.AtLeastOnce));
        flow.Add(Message("b", Qos.AtLeastOnce));

        flow.Cancel(first, new CancellationToken(true));

        Assert.Equal(["b 1"], Sent(flow));
        Assert.True(first.Value.End.IsCanceled);
        Assert.Equal(1, flow.Count);
    }

    [Fact]
    public void What_was_given_up_in_flight_frees_its_identifier_and_sends_no_content_again()
    {
        var flow = New();
        var once = flow.Add(Message("a", Qos.ExactlyOnce));
        var least = flow.Add(Message("b", Qos.AtLeastOnce));
        Sent(flow);
        flow.Cancel(once, new CancellationToken(true));
        flow.Cancel(least, new CancellationToken(true));

        flow.Open(hasSession: true, Two);

        Assert.Equal(["Pubrel 1"], Sent(flow));
        flow.Receive(new AnswerPacket(PacketType.Pubcomp, 1, ReasonCode.PacketIdentifierNotFound));
        Assert.Equal(0, flow.InFlight);
    }

    [Fact]
    public void A_message_that_costs_the_connection_each_time_is_given_up_in_the_end()
    {
        var flow = New(maxSends: 2);
        var item = flow.Add(Message("a", Qos.AtLeastOnce)).Value;
        Sent(flow);
        flow.Open(hasSession: true, Two);
        Assert.Equal(["a 1 again"], Sent(flow));

        flow.Open(hasSession: true, Two);

        Assert.Empty(Sent(flow));
        Assert.IsType<MqttException>(item.End.Exception?.InnerException);
        Assert.Equal((0, 0), (flow.Count, flow.InFlight));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_refusal_ends_a_message_and_frees_its_place(byte type)
    {
        var flow = New();
        var qos = type == (byte)PacketType.Puback ? Qos.AtLeastOnce : Qos.ExactlyOnce;
        var item = flow.Add(Message("a", qos)).Value;
        Sent(flow);
        var told = Properties.Of(new Property(PropertyId.ReasonString, Text: "full"));

        Assert.Null(flow.Receive(new AnswerPacket((PacketType)type, 1, ReasonCode.QuotaExceeded) { Properties = told }));

        var failure = Assert.IsType<MqttException>(item.End.Exception?.InnerException);
        Assert.Equal("the server did not take the message: a quota is exceeded (full)", failure.Message);
        Assert.Equal(0, flow.InFlight);
    }

    [Theory]
    [InlineData(Qos.AtLeastOnce, PacketType.Pubrec)]
    [InlineData(Qos.AtLeastOnce, PacketType.Pubcomp)]
    [InlineData(Qos.ExactlyOnce, PacketType.Puback)]
    [InlineData(Qos.ExactlyOnce, PacketType.Pubcomp)]
    public void An_answer_that_does_not_fit_is_a_fault(object qos, object type)
    {
        var flow = New();
        flow.Add(Message("a", (Qos)qos));
        Sent(flow);

        Assert.Throws<MqttProtocolException>(() => flow.Receive(new AnswerPacket((PacketType)type, 1)));
    }

    [Fact]
    public void Answers_to_what_is_not_known_do_no_harm()
    {
        var flow = New();

        Assert.Null(flow.Receive(new AnswerPacket(PacketType.Puback, 9)));
        Assert.Null(flow.Receive(new AnswerPacket(PacketType.Pubcomp, 9)));
        Assert.Equal(new AnswerPacket(PacketType.Pubrel, 9, ReasonCode.PacketIdentifierNotFound), flow.Receive(new AnswerPacket(PacketType.Pubrec, 9)));
    }

    [Fact]
    public void What_the_server_said_it_does_not_take_is_not_sent()
    {
        var flow = New();
        flow.Open(hasSession: false, new FlowLimits(2, Qos.AtLeastOnce, false));
        var once = flow.Add(Message("a", Qos.ExactlyOnce)).Value;
        var kept = flow.Add(Message("b", Qos.AtLeastOnce) with { IsRetained = true }).Value;
        flow.Add(Message("c", Qos.AtLeastOnce));

        Assert.Equal(["c 1"], Sent(flow));
        Assert.Contains("up to QoS 1, not 2", once.End.Exception?.Message, StringComparison.Ordinal);
        Assert.Contains("retained", kept.End.Exception?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Identifiers_are_not_given_out_twice()
    {
        var ids = new PacketIds();

        var taken = Enumerable.Range(0, 65_535).Select(_ => ids.Take()).ToHashSet();
        var beyond = ids.Take();
        ids.Free(17);

        Assert.Equal(65_535, taken.Count);
        Assert.DoesNotContain((ushort)0, taken);
        Assert.Equal((0, 17), (beyond, ids.Take()));
    }

    private static Outflow New(int maxSends = 5)
    {
        var flow = new Outflow(new PacketIds(), maxSends);
        flow.Open(hasSession: false, Two);
        return flow;
    }

    private static PublishPacket Message(string topic, Qos qos) => new(topic, new byte[3], qos);

    private static List<string> Sent(Outflow flow)
    {
        var sent = new List<string>();
        while (flow.Next() is var (packet, _))
        {
            sent.Add(packet switch
            {
                PublishPacket message => $"{message.Topic} {message.PacketId}{(message.IsDuplicate ? " again" : "")}",
                AnswerPacket answer => $"{answer.Type} {answer.PacketId}",
                _ => packet.Type.ToString(),
            });
        }
        return sent;
    }
}
