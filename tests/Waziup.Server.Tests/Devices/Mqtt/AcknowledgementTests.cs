using System.Diagnostics;
using System.Globalization;
using System.Text;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>What is acknowledged is on the disk, and what is not on the disk is not acknowledged.</summary>
public sealed class AcknowledgementTests
{
    const string Limiter = "/usr/bin/prlimit";
    const string Device = """{"id":"d","sensors":[{"id":"t"}]}""";
    const string Sensor = "urn:ngsi-ld:DeviceMeasurement:d:t";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill()
    {
        using var folder = new TestFolder();
        await using var mqtt = new ScriptedServer(MqttVersion.V5);
        await using (var server = await ServerProcess.StartAsync(folder, Options(folder.File("data"), mqtt, "0")))
        {
            var connect = await AcceptAsync(mqtt);
            Assert.False(connect.IsCleanStart);
            Assert.Equal(100u, connect.Properties.Number(PropertyId.ReceiveMaximum));
            await server.RegisterAsync(Device);

            await mqtt.SendAsync(Reading(7, 21.5));
            Assert.Equal(7, (await mqtt.NextAsync<AnswerPacket>()).PacketId);
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        Assert.Equal("""[[21.5,"2026-01-31T12:00:07Z"]]""", await again.PastAsync(Sensor, "numValue"));
    }

    [Fact]
    public async Task What_was_taken_is_stored_and_acknowledged_before_the_host_ends()
    {
        using var folder = new TestFolder();
        await using var mqtt = new ScriptedServer(MqttVersion.V5);
        await using (var server = await ServerProcess.StartAsync(folder, Options(folder.File("data"), mqtt, "10000")))
        {
            await AcceptAsync(mqtt);
            await server.RegisterAsync(Device);
            // What is asked behind them is answered when they were read.
            await mqtt.SendAsync(Reading(1, 1), Reading(2, 2), new AnswerPacket(PacketType.Pubrel, 9));
            Assert.Equal((PacketType.Pubcomp, 9), await mqtt.NextAsync<AnswerPacket>() is var read ? (read.Type, read.PacketId) : default);
            server.Signal("TERM");

            Assert.Equal((1, 2), ((await mqtt.NextAsync<AnswerPacket>()).PacketId, (await mqtt.NextAsync<AnswerPacket>()).PacketId));
            Assert.Equal(ReasonCode.Success, (await mqtt.NextAsync<DisconnectPacket>()).Reason);
            Assert.Equal(0, await server.EndAsync());
        }

        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        Assert.Equal("""[[1,"2026-01-31T12:00:01Z"],[2,"2026-01-31T12:00:02Z"]]""", await again.PastAsync(Sensor, "numValue"));
    }

    [Fact]
    public async Task What_comes_again_changes_nothing()
    {
        using var folder = new TestFolder();
        await using var mqtt = new ScriptedServer(MqttVersion.V5);
        await using var server = await ServerProcess.StartAsync(folder, Options(folder.File("data"), mqtt, "0"));
        await AcceptAsync(mqtt);
        await server.RegisterAsync(Device);

        foreach (var isDuplicate in new[] { false, true })
        {
            await mqtt.SendAsync(Reading(3, 21.5) with { IsDuplicate = isDuplicate });
            Assert.Equal(3, (await mqtt.NextAsync<AnswerPacket>()).PacketId);
        }

        Assert.Equal("""[[21.5,"2026-01-31T12:00:03Z"]]""", await server.PastAsync(Sensor, "numValue"));
    }

    [Fact]
    public async Task A_full_store_acknowledges_nothing_until_there_is_room()
    {
        Assert.SkipUnless(File.Exists(Limiter), $"{Limiter} is not installed");
        using var folder = new TestFolder();
        await using var mqtt = new ScriptedServer(MqttVersion.V5);
        // A process that ignores the signal gets an error from the write instead.
        await using var server = await Faults.ServerProcess.StartAsync(
            folder.File("data"), ["/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"], "--ingest", $"mqtt://127.0.0.1:{mqtt.Port}", "--ingest-gather", "0");
        await AcceptAsync(mqtt);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        using (var registered = await client.PostAsync("/iot/v1/devices", new StringContent(Device, Encoding.UTF8, "application/json"), Cancel))
            Assert.Equal(201, (int)registered.StatusCode);
        await LimitAsync(server, "500000");
        var (id, answer, fills) = ((ushort)0, mqtt.NextAsync(), FillsAsync(client));
        while (id < 1000)
        {
            await mqtt.SendAsync(Reading(++id, id, new string('x', 20_000)));
            if (await Task.WhenAny(answer, fills) != answer)
                break;
            Assert.Equal(id, Assert.IsType<AnswerPacket>(await answer).PacketId);
            answer = mqtt.NextAsync();
        }

        Assert.True(id is > 1 and < 1000, $"{id} went in");
        Assert.False(answer.IsCompleted);
        await LimitAsync(server, "unlimited");

        Assert.Equal(id, Assert.IsType<AnswerPacket>(await answer).PacketId);
        Assert.Contains($"12:{id / 60:00}:{id % 60:00}Z", (await server.AnswerAsync(HttpMethod.Get, $"entities/{Sensor}")).Body, StringComparison.Ordinal);
    }

    // Ends when the store refuses to write, as the metrics tell.
    static async Task FillsAsync(HttpClient client)
    {
        while (!(await client.GetStringAsync("/metrics", Cancel)).Contains("waziup_mqtt_received_total{outcome=\"later\"}", StringComparison.Ordinal))
            await Task.Delay(20, Cancel);
    }

    static string[] Options(string data, ScriptedServer mqtt, string gather) => ["--data", data, "--ingest", $"mqtt://127.0.0.1:{mqtt.Port}", "--ingest-gather", gather];

    static async Task<ConnectPacket> AcceptAsync(ScriptedServer mqtt)
    {
        var connect = await mqtt.AcceptAsync();
        var subscribe = await mqtt.NextAsync<SubscribePacket>();
        Assert.All(subscribe.Filters, filter => Assert.Equal(Qos.AtLeastOnce, filter.Qos));
        await mqtt.SendAsync(new SubscriptionAnswerPacket(PacketType.Suback, subscribe.PacketId, [.. subscribe.Filters.Select(_ => ReasonCode.GrantedQos1)]));
        return connect;
    }

    static PublishPacket Reading(ushort id, double value, string? text = null) => new(
        "devices/d/payloads",
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"t":{{value}},"time":"2026-01-31T12:{{id / 60:00}}:{{id % 60:00}}Z"{{(text is null ? "" : $",\"n\":\"{text}\"")}}}""")),
        Qos.AtLeastOnce)
    { PacketId = id };

    static async Task LimitAsync(Faults.ServerProcess server, string bytes)
    {
        using var limiter = Process.Start(Limiter, ["--pid", server.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        await limiter.WaitForExitAsync(Cancel);
        Assert.Equal(0, limiter.ExitCode);
    }
}
