using System.Text;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

/// <summary>Messages in the form that the documentation of The Things Stack v3 shows.</summary>
public sealed class TheThingsStackTests
{
    const string Device =
        """
        "end_device_ids":{"device_id":"dev1","application_ids":{"application_id":"app1"},"dev_eui":"0004A30B001C0530","join_eui":"800000000000000C","dev_addr":"00BCB929"},
        "correlation_ids":["as:up:01E0WZGT6Y7657CPFPE5WEYDSQ"],"received_at":"2020-02-12T15:15:46.014773143Z"
        """;

    internal static readonly string Uplink = Of(
        """
        "uplink_message":{"session_key_id":"AXA50tHUGUucuzS/bCGMNw==","f_cnt":1,"f_port":2,"frm_payload":"AWcA6w==","decoded_payload":{"temperature_1":23.5},
         "rx_metadata":[{"gateway_ids":{"gateway_id":"gtw1","eui":"9C5C8E00001A05C4"},"time":"2020-02-12T15:15:45.787Z","rssi":-35,"channel_rssi":-35,"snr":5},
                        {"gateway_ids":{"gateway_id":"gtw2"},"rssi":-80,"snr":-2.5}],
         "settings":{"data_rate":{"lora":{"bandwidth":125000,"spreading_factor":7}},"frequency":"868300000"},
         "last_battery_percentage":{"f_cnt":1,"value":39.130436,"received_at":"2020-02-12T15:15:45Z"},
         "received_at":"2020-02-12T15:15:45.789585559Z","consumed_airtime":"0.056576s"}
        """);

    static readonly TheThingsStack Server = new();

    static string Of(string members) => "{" + Device + "," + members + "}";

    [Fact]
    public void An_uplink_tells_frame_payload_battery_and_the_best_gateway()
    {
        var uplink = Read(Uplink);

        Assert.Equal(LoRaWanEventKind.Uplink, uplink.Kind);
        Assert.Equal(("0004a30b001c0530", "dev1"), (uplink.DevEui, uplink.Device));
        Assert.Equal("2020-02-12T15:15:45.789585Z", uplink.Time.ToString());
        Assert.Equal((2, 1L), (uplink.Port, uplink.Counter));
        Assert.Equal(("gtw1", -35, 5), (uplink.Gateway, uplink.Rssi, uplink.Snr));
        Assert.Equal(0.39130436, uplink.Battery!.Value, 8);
        Assert.Equal("2020-02-12T15:15:45Z", uplink.BatteryTime?.ToString());
    }

    [Fact]
    public void What_the_server_decodes_is_named_as_we_name_it()
    {
        var uplink = Read(Uplink);

        var own = new CayenneLppCodec().Decode(uplink.Payload.Span, uplink.Time);
        var theirs = JsonCodec.OfDevice().Decode(uplink.Decoded!.Value, uplink.Time);

        Assert.Equal(own.Readings.Select(reading => reading.Sensor), theirs.Readings.Select(reading => reading.Sensor));
        Assert.Equal(["temperature_1=23.5"], theirs.Lines());
    }

    [Fact]
    public void What_an_uplink_leaves_out_is_zero_or_not_there()
    {
        var uplink = Read(Of(""" "uplink_message":{"frm_payload":"gkHe"} """));

        Assert.Equal("2020-02-12T15:15:46.014773Z", uplink.Time.ToString());
        Assert.Equal(0, uplink.Counter);
        Assert.Null(uplink.Port);
        Assert.Null(uplink.Rssi);
        Assert.Null(uplink.Battery);
        Assert.Equal(3, uplink.Payload.Length);
    }

    [Fact]
    public void A_join_is_told_when_it_was()
    {
        var join = Read(Of(""" "join_accept":{"session_key_id":"AXBSH1Pk6Z0G166RlH16CQ==","received_at":"2020-02-17T07:49:09.736532315Z"} """));

        Assert.Equal((LoRaWanEventKind.Join, "2020-02-17T07:49:09.736532Z"), (join.Kind, join.Time.ToString()));
    }

    [Theory]
    [InlineData("downlink_queued", LoRaWanEventKind.Queued)]
    [InlineData("downlink_sent", LoRaWanEventKind.Sent)]
    [InlineData("downlink_ack", LoRaWanEventKind.Acknowledged)]
    [InlineData("downlink_nack", LoRaWanEventKind.NotAcknowledged)]
    public void What_becomes_of_a_downlink_names_it(string member, LoRaWanEventKind kind)
    {
        var told = Read(Of($$""" "{{member}}":{"f_port":15,"f_cnt":7,"frm_payload":"vu8=","confirmed":true,"correlation_ids":["my-command","as:downlink:01E1"]} """));

        Assert.Equal(kind, told.Kind);
        Assert.Equal((15, 7L), (told.Port, told.Counter));
        Assert.Equal(["my-command", "as:downlink:01E1"], told.DownlinkIds);
        Assert.True(told.Payload.IsEmpty);
    }

    [Fact]
    public void A_downlink_that_failed_says_why()
    {
        var told = Read(Of(
            """
            "downlink_failed":{"downlink":{"f_port":15,"frm_payload":"vu8=","correlation_ids":["my-command"]},
             "error":{"namespace":"pkg/networkserver","name":"application_downlink_too_long","message_format":"application downlink payload is too long","code":3}}
            """));

        Assert.Equal((LoRaWanEventKind.Failed, 15), (told.Kind, told.Port));
        Assert.Equal(["my-command"], told.DownlinkIds);
        Assert.Equal("application downlink payload is too long", told.Message);
    }

    [Fact]
    public void Other_messages_have_no_meaning() =>
        Assert.Equal(LoRaWanEventKind.Other, Read(Of(""" "location_solved":{"service":"x"} """)).Kind);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"end_device_ids":{"device_id":"dev1"},"uplink_message":{}}""")]
    [InlineData("""{"end_device_ids":{"dev_eui":"0004A30B001C0530"},"uplink_message":{"frm_payload":"="}}""")]
    [InlineData("""{"end_device_ids":{"dev_eui":"0004A30B001C0530"},"uplink_message":{"f_port":1.5}}""")]
    [InlineData("""{"end_device_ids":{"dev_eui":"0004A30B001C0530"},"uplink_message":{"f_cnt":4294967296}}""")]
    public void A_message_with_a_fault_is_no_event(string message)
    {
        var read = Server.Read(Encoding.UTF8.GetBytes(message), Vectors.Received);

        Assert.Null(read.Event);
        Assert.NotNull(read.Error);
    }

    static LoRaWanEvent Read(string message)
    {
        var read = Server.Read(Encoding.UTF8.GetBytes(message), Vectors.Received);
        Assert.Null(read.Error);
        return read.Event!;
    }
}
