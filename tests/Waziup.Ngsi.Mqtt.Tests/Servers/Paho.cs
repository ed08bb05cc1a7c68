using System.Diagnostics;
using System.Globalization;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Servers;

/// <summary>Another client, by others: it subscribes and prints what comes, or publishes and ends.</summary>
sealed class Paho : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    // Arguments: port, version (4 or 5), what, topic, QoS, and how many messages.
    private const string Script = """
        import sys
        import paho.mqtt.client as mqtt

        port, version, what, topic, qos, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])

        def connected(client, data, flags, reason, properties=None):
            if what == "subscribe":
                client.subscribe(topic, qos)

        def subscribed(client, data, mid, granted, properties=None):
            print("ready", flush=True)

        def received(client, data, message):
            extra = ""
            if version == 5 and hasattr(message.properties, "UserProperty"):
                extra = ";".join(f"{k}={v}" for k, v in message.properties.UserProperty)
            print(f"{message.qos}|{int(message.retain)}|{message.topic}|{message.payload.decode()}|{extra}", flush=True)

        arguments = {"client_id": f"paho-{port}-{what}-{topic}", "protocol": version}
        if version == 4:
            arguments["clean_session"] = False
        client = mqtt.Client(**arguments)
        client.on_connect, client.on_subscribe, client.on_message = connected, subscribed, received
        client.reconnect_delay_set(1, 1)
        if version == 5:
            from paho.mqtt.properties import Properties
            from paho.mqtt.packettypes import PacketTypes
            keep = Properties(PacketTypes.CONNECT)
            keep.SessionExpiryInterval = 300
            keep.ReceiveMaximum = 1000
            client.connect("127.0.0.1", port, clean_start=False, properties=keep)
        else:
            client.connect("127.0.0.1", port)
        if what == "subscribe":
            client.loop_forever(retry_first_connection=True)
        else:
            client.loop_start()
            for i in range(count):
                client.publish(topic, str(i), qos).wait_for_publish()
            client.disconnect()
            client.loop_stop()
        """;

    private readonly Process _process;
    private readonly string _file;

    private Paho(Process process, string file) => (_process, _file) = (process, file);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Subscribes; what comes is read with <see cref="NextAsync"/>.</summary>
    public static async Task<Paho> SubscribeAsync(int port, MqttVersion version, string topic, Qos qos)
    {
        var end = await ResumeAsync(port, version, topic, qos);
        Assert.Equal("ready", await end.NextAsync());
        return end;
    }

    /// <summary>The same as an earlier one with this topic: it gets what the server has kept for it.</summary>
    public static Task<Paho> ResumeAsync(int port, MqttVersion version, string topic, Qos qos) => StartAsync(port, version, "subscribe", topic, qos, 0);

    /// <summary>Publishes the numbers from 0 on.</summary>
    public static async Task PublishAsync(int port, MqttVersion version, string topic, Qos qos, int count)
    {
        await using var end = await StartAsync(port, version, "publish", topic, qos, count);
        await end._process.WaitForExitAsync(Cancel);
        Assert.Equal(0, end._process.ExitCode);
    }

    /// <summary>The next line: QoS, retain flag, topic, content and user properties, with bars between.</summary>
    public async Task<string> NextAsync() =>
        await _process.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel)
            ?? throw new InvalidOperationException("the other client has ended");

    /// <summary>The content of the next message.</summary>
    public async Task<string> NextContentAsync()
    {
        // After a new connection it subscribes once more.
        while (true)
        {
            if (await NextAsync() is var line && line != "ready")
                return line.Split('|')[3];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        File.Delete(_file);
    }

    private static async Task<Paho> StartAsync(int port, MqttVersion version, string what, string topic, Qos qos, int count)
    {
        Needs.File(Python, "python3");
        Needs.File("/usr/lib/python3/dist-packages/paho/mqtt/client.py", "python3-paho-mqtt");
        var file = Path.Combine(Path.GetTempPath(), $"waziup-paho-{Guid.NewGuid():N}.py");
        await File.WriteAllTextAsync(file, Script, Cancel);
        string[] arguments = [file, Text(port), Text((int)version), what, topic, Text((int)qos), Text(count)];
        return new Paho(Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!, file);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
