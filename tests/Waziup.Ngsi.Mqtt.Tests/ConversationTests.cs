using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>Packet by packet with a server that does what the test says.</summary>
public sealed class ConversationTests
{
    [Fact]
    public async Task A_client_says_who_it_is_and_says_goodbye()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        var client = Ends.Client(Ends.Options(server.Port) with { ClientId = "me", User = "anna", Password = "é", KeepAlive = TimeSpan.FromSeconds(7) });
        var connecting = client.ConnectAsync(Ends.Cancel);

        var connect = await server.AcceptAsync();
        await connecting;
        await client.DisposeAsync();

        Assert.Equal(("me", "anna", 7, true), (connect.ClientId, connect.User, connect.KeepAliveSeconds, connect.IsCleanStart));
        Assert.Equal("C3A9", Convert.ToHexString(connect.Password!.Value.Span));
        Assert.Equal((300u, 1000u), (connect.Properties.Number(PropertyId.SessionExpiryInterval), connect.Properties.Number(PropertyId.ReceiveMaximum)));
        var goodbye = await server.NextAsync<DisconnectPacket>();
        Assert.Equal((ReasonCode.Success, 0u), (goodbye.Reason, goodbye.Properties.Number(PropertyId.SessionExpiryInterval)));
        Assert.Null(await server.NextAsync());
    }

    [Fact]
    public async Task A_name_that_the_server_gave_is_kept()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port) with { ClientId = "" });
        var connecting = client.ConnectAsync(Ends.Cancel);

        await server.AcceptAsync(properties: new Property(PropertyId.AssignedClientIdentifier, Text: "you"));
        await connecting;
        var again = await server.AcceptAsync(hasSession: true);

        Assert.Equal(("you", false), (again.ClientId, again.IsCleanStart));
    }

    [Fact]
    public async Task No_more_than_the_receive_maximum_is_ever_unanswered()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port));
        var sent = Enumerable.Range(0, 1000).Select(i => client.SendAsync("t", $"{i}", Qos.AtLeastOnce)).ToList();
        await server.AcceptAsync(properties: new Property(PropertyId.ReceiveMaximum, 2));

        var open = new List<ushort>();
        for (var i = 0; i < 1000; i++)
        {
            // Only when two are open is the elder answered, and a third must not have come.
            open.Add((await server.NextAsync<PublishPacket>()).PacketId);
            if (open.Count < 2)
                continue;
            await server.SendAsync(new PublishPacket("t", default, Qos.AtLeastOnce) { PacketId = 1 });
            Assert.Equal(PacketType.Puback, (await server.NextAsync<AnswerPacket>()).Type);
            await server.SendAsync(new AnswerPacket(PacketType.Puback, open[0]));
            open.RemoveAt(0);
        }
        await server.SendAsync(new AnswerPacket(PacketType.Puback, open[0]));

        await Task.WhenAll(sent);
    }

    [Fact]
    public async Task What_is_not_MQTT_is_answered_with_the_reason_and_the_end()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port));
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;

        await server.SendBytesAsync("3600");

        Assert.Equal(ReasonCode.MalformedPacket, (await server.NextAsync<DisconnectPacket>()).Reason);
        Assert.Null(await server.NextAsync());
    }

    [Theory]
    [InlineData("F000")] // AUTH
    [InlineData("C000")] // PINGREQ
    [InlineData("2003000000")] // CONNACK once more
    public async Task What_a_server_does_not_send_is_refused(string hex)
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port));
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;

        await server.SendBytesAsync(hex);

        Assert.Equal(ReasonCode.ProtocolError, (await server.NextAsync<DisconnectPacket>()).Reason);
        await server.AcceptAsync();
    }

    [Fact]
    public async Task A_repeated_message_with_QoS_2_is_handed_over_once()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAsync);
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;
        var packet = new PublishPacket("t", new byte[] { 1 }, Qos.ExactlyOnce) { PacketId = 9 };

        await server.SendAsync(packet, packet with { IsDuplicate = true });
        var message = await inbox.NextAsync();
        await message.AcknowledgeAsync(Ends.Cancel);
        Assert.Equal(new AnswerPacket(PacketType.Pubrec, 9), await server.NextAsync());
        await server.SendAsync(packet with { IsDuplicate = true });
        Assert.Equal(new AnswerPacket(PacketType.Pubrec, 9), await server.NextAsync());
        await server.SendAsync(new AnswerPacket(PacketType.Pubrel, 9));
        Assert.Equal(new AnswerPacket(PacketType.Pubcomp, 9), await server.NextAsync());
        Assert.True(inbox.IsEmpty);

        await server.SendAsync(packet);
        Assert.Equal(1, (await inbox.NextAsync()).Payload.Span[0]);
    }

    [Fact]
    public async Task Acknowledgements_are_sent_in_the_order_of_the_group()
    {
        await using var server = new ScriptedServer(MqttVersion.V311);
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port, MqttVersion.V311), inbox.TakeAsync);
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;
        var ids = new ushort[] { 5, 3, 9, 1 };
        await server.SendAsync([.. ids.Select(id => new PublishPacket("t", default, Qos.AtLeastOnce) { PacketId = id })]);
        var group = await inbox.TakeAllAsync(4);

        await client.AcknowledgeAsync(group, Ends.Cancel);
        await client.AcknowledgeAsync(group, Ends.Cancel);
        await client.DisposeAsync();

        foreach (var id in ids)
            Assert.Equal(new AnswerPacket(PacketType.Puback, id), await server.NextAsync());
        await server.NextAsync<DisconnectPacket>();
    }

    [Fact]
    public async Task A_server_that_ends_the_connection_is_asked_again()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port));
        var sent = client.SendAsync("t", "x", Qos.AtLeastOnce);
        await server.AcceptAsync();
        var first = await server.NextAsync<PublishPacket>();

        await server.SendAsync(new DisconnectPacket(ReasonCode.ServerShuttingDown));
        await server.AcceptAsync(hasSession: true);
        var again = await server.NextAsync<PublishPacket>();
        await server.SendAsync(new AnswerPacket(PacketType.Puback, again.PacketId));

        await sent;
        Assert.Equal((first.PacketId, false, true), (again.PacketId, first.IsDuplicate, again.IsDuplicate));
    }

    [Fact]
    public async Task A_handler_that_fails_leaves_its_message_unacknowledged_and_gets_the_next()
    {
        await using var server = new ScriptedServer(MqttVersion.V311);
        await using var client = Ends.Client(
            Ends.Options(server.Port, MqttVersion.V311),
            (message, cancel) => message.PacketId == 1 ? throw new InvalidOperationException("no") : message.AcknowledgeAsync(cancel));
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;

        await server.SendAsync(
            new PublishPacket("t", default, Qos.AtLeastOnce) { PacketId = 1 }, new PublishPacket("t", default, Qos.AtLeastOnce) { PacketId = 2 });

        Assert.Equal(new AnswerPacket(PacketType.Puback, 2), await server.NextAsync());
    }

    [Fact]
    public async Task The_keep_alive_of_the_server_counts()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port) with { KeepAlive = TimeSpan.FromHours(1) });
        var connecting = client.ConnectAsync(Ends.Cancel);

        await server.AcceptAsync(properties: new Property(PropertyId.ServerKeepAlive, 1));
        await connecting;

        Assert.Equal(PingPacket.Request, await server.NextAsync());
    }

    [Fact]
    public async Task A_connection_that_nobody_needs_is_not_made_again()
    {
        await using var server = new ScriptedServer(MqttVersion.V5);
        await using var client = Ends.Client(Ends.Options(server.Port) with { StaysConnected = false });
        var connecting = client.ConnectAsync(Ends.Cancel);
        await server.AcceptAsync();
        await connecting;

        await server.SendAsync(new DisconnectPacket(ReasonCode.AdministrativeAction));
        Assert.Null(await server.NextAsync());
        var sent = client.SendAsync("t", "x", Qos.AtMostOnce);
        await server.AcceptAsync();

        Assert.Equal("t", (await server.NextAsync<PublishPacket>()).Topic);
        await sent;
    }
}
