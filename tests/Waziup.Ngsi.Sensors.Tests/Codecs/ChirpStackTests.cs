using System.Text;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

/// <summary>Messages in the form that the documentation of ChirpStack v4 shows.</summary>
public sealed class ChirpStackTests
{
    internal const string Device =
        """
        "deviceInfo":{"tenantId":"52f14cd4-c6f1-4fbd-8f87-4025e1d49242","applicationName":"Farm","deviceName":"Node","devEui":"0101010101010ABC","tags":{"k":"v"}}
        """;

    internal static readonly string Uplink = Of(
        """
        "deduplicationId":"3ac7e3c4","time":"2022-07-18T09:34:15.775023242+00:00","devAddr":"00189440","dr":1,"fCnt":10,"fPort":1,"data":"AGcA6w==",
         "object":{"temperature_0":23.5},
         "rxInfo":[{"gatewayId":"0016c001f153a14c","uplinkId":4217106255,"rssi":-36,"snr":4.5},{"gatewayId":"0016c001f153a14d","rssi":-99,"snr":10.5},
                   {"gatewayId":"0016c001f153a14e","rssi":-98,"snr":10.5},{"gatewayId":"0016c001f153a14f","rssi":-120}],
         "txInfo":{"frequency":867100000,"modulation":{"lora":{"bandwidth":125000,"spreadingFactor":11,"codeRate":"CR_4_5"}}}
        """);

    static readonly ChirpStack Server = new();

    static string Of(string members) => "{" + Device + "," + members + "}";

    [Fact]
    public void An_uplink_tells_frame_payload_and_the_best_gateway()
    {
        var uplink = Read("up", Uplink);

        Assert.Equal(LoRaWanEventKind.Uplink, uplink.Kind);
        Assert.Equal(("0101010101010abc", "Node"), (uplink.DevEui, uplink.Device));
        Assert.Equal("2022-07-18T09:34:15.775023Z", uplink.Time.ToString());
        Assert.Equal((1, 10L), (uplink.Port, uplink.Counter));
        Assert.Equal("AGcA6w==", Convert.ToBase64String(uplink.Payload.Span));
        Assert.Equal("{\"temperature_0\":23.5}", uplink.Decoded?.GetRawText());
        Assert.Equal(("0016c001f153a14e", -98, 10.5), (uplink.Gateway, uplink.Rssi, uplink.Snr));
        Assert.Null(uplink.Battery);
        Assert.Empty(uplink.DownlinkIds);
    }

    [Fact]
    public void What_an_uplink_leaves_out_is_zero_or_not_there()
    {
        var uplink = Read("up", Of(""" "rxInfo":[{"rssi":-36}] """));

        Assert.Equal(Vectors.Received, uplink.Time);
        Assert.Equal(0, uplink.Counter);
        Assert.Null(uplink.Port);
        Assert.Equal((-36, 0), (uplink.Rssi, uplink.Snr));
        Assert.True(uplink.Payload.IsEmpty);
        Assert.Null(uplink.Decoded);
    }

    [Theory]
    [InlineData("\"margin\":10,\"batteryLevel\":88.3", 0.883, false, 10.0)]
    [InlineData("\"margin\":-3,\"externalPowerSource\":true", null, true, -3.0)]
    [InlineData("\"batteryLevelUnavailable\":true,\"batteryLevel\":0", null, false, 0.0)]
    [InlineData("\"batteryLevel\":255", null, false, 0.0)]
    public void A_status_tells_battery_and_margin(string members, double? battery, bool isExternallyPowered, double margin)
    {
        var status = Read("status", Of(members));

        Assert.Equal(LoRaWanEventKind.Status, status.Kind);
        Assert.Equal(battery, status.Battery);
        Assert.Equal(isExternallyPowered, status.IsExternallyPowered);
        Assert.Equal(margin, status.Margin);
    }

    [Theory]
    [InlineData("ack", "\"acknowledged\":true,\"fCntDown\":3,", LoRaWanEventKind.Acknowledged)]
    [InlineData("ack", "\"fCntDown\":3,", LoRaWanEventKind.NotAcknowledged)]
    [InlineData("txack", "\"downlinkId\":3461958127,\"fCntDown\":3,\"gatewayId\":\"0016c001f153a14c\",", LoRaWanEventKind.Sent)]
    public void What_becomes_of_a_downlink_names_it(string name, string members, LoRaWanEventKind kind)
    {
        var told = Read(name, Of($$""" "queueItemId":"1bbcab1d-6ec6-4136-b3f5-d63be1dc08de",{{members}}"time":"2022-07-18T09:38:49.235700766+00:00" """));

        Assert.Equal(kind, told.Kind);
        Assert.Equal(3, told.Counter);
        Assert.Equal(["1bbcab1d-6ec6-4136-b3f5-d63be1dc08de"], told.DownlinkIds);
        Assert.Equal(name == "txack" ? "0016c001f153a14c" : null, told.Gateway);
    }

    [Fact]
    public void Joins_and_logs_are_told()
    {
        var log = Read("log", Of(""" "level":"ERROR","code":"UPLINK_MIC","description":"MIC of join-request is invalid" """));

        Assert.Equal(LoRaWanEventKind.Join, Read("join", Of(""" "devAddr":"00189440" """)).Kind);
        Assert.Equal((LoRaWanEventKind.Log, "ERROR: UPLINK_MIC: MIC of join-request is invalid"), (log.Kind, log.Message));
        Assert.Equal(LoRaWanEventKind.Other, Read("location", Of(""" "location":{"latitude":37.3} """)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"deviceInfo":{"devEui":"01"}}""")]
    [InlineData("""{"deviceInfo":{"devEui":"01010101010101zz"}}""")]
    [InlineData("""{"deviceInfo":"0101010101010101"}""")]
    [InlineData("""{"deviceInfo":{"devEui":"0101010101010101"},"data":"%"}""")]
    [InlineData("""{"deviceInfo":{"devEui":"0101010101010101"},"data":7}""")]
    [InlineData("""{"deviceInfo":{"devEui":"0101010101010101"},"fPort":256}""")]
    [InlineData("""{"deviceInfo":{"devEui":"0101010101010101"},"fCnt":-1}""")]
    [InlineData("""{"deviceInfo":{"devEui":"0101010101010101"},"fCnt":1e300}""")]
    public void A_message_with_a_fault_is_no_event(string message)
    {
        var read = Server.Read(Encoding.UTF8.GetBytes(message), "up", Vectors.Received);

        Assert.Null(read.Event);
        Assert.NotNull(read.Error);
    }

    [Fact]
    public void Members_of_a_wrong_type_are_not_there()
    {
        var uplink = Read("up", Of(""" "time":7,"fPort":"1","object":[],"rxInfo":[7,{"rssi":"x"},{"rssi":-9,"gatewayId":1}] """));

        Assert.Equal(Vectors.Received, uplink.Time);
        Assert.Null(uplink.Port);
        Assert.Null(uplink.Decoded);
        Assert.Equal(-9, uplink.Rssi);
        Assert.Null(uplink.Gateway);
    }

    [Theory]
    [InlineData("application/17c82e96/device/0101010101010101/event/up", "up")]
    [InlineData("eu868/application/1/device/0101010101010101/event/txack", "txack")]
    [InlineData("application/1/device/0101010101010101/command/down", null)]
    [InlineData("application/1/device/0101010101010101/event/", null)]
    [InlineData("up", null)]
    public void A_topic_names_the_event(string topic, string? name) => Assert.Equal(name, ChirpStack.EventOf(topic));

    [Fact]
    public void Messages_are_bounded()
    {
        var server = new ChirpStack(new CodecLimits { MaxPayloadBytes = Uplink.Length - 1 });

        Assert.NotNull(server.Read(Encoding.UTF8.GetBytes(Uplink), "up", Vectors.Received).Error);
    }

    static LoRaWanEvent Read(string name, string message)
    {
        var read = Server.Read(Encoding.UTF8.GetBytes(message), name, Vectors.Received);
        Assert.Null(read.Error);
        return read.Event!;
    }
}
