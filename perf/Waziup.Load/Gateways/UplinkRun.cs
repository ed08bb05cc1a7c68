using System.Globalization;
using Waziup.Load.Bench;

namespace Waziup.Load.Gateways;

/// <summary>W16: how fast a backlog goes up, how far live readings are behind meanwhile, and what a reading costs on the wire and on the disk.</summary>
internal sealed class UplinkRun(GatewayOptions options, TextWriter output, TimeProvider time)
{
    const int Connections = 4;
    static readonly string[] Telling = ["--trust-clock", "--alias", "field"];

    /// <returns>0 where each number was reached, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("waziup-field-");
        try
        {
            var (idle, written) = await FillAsync(Path.Combine(folder.FullName, "gateway"), cancel);
            var upserts = await UpsertsAsync(Path.Combine(folder.FullName, "upserts"), cancel);
            var up = await UpAsync(folder.FullName, cancel);
            return await new GatewayReport(output).WriteAsync(
                [
                    new("W16: readings a second of a backlog, against values a second in batch upserts of 1,000", up.Rate / upserts, 0.4, true,
                        string.Create(CultureInfo.InvariantCulture, $"{up.Rate:N0} and {upserts:N0}")),
                    new("live readings behind, at most, in s", up.Behind.TotalSeconds, 2, false, $"{up.Probes} probes"),
                    new("bytes on the wire for a reading of the backlog", up.Bytes, 25, false, "bodies as they went, packed"),
                    new("bytes written to the disk for a reading, in payloads of 100", written, 6_000, false, "by the kernel's count"),
                    new("gateway resident when idle, in MB", idle / 1e6, 90, false, ""),
                    new("gateway resident during the uplink, in MB", up.Resident / 1e6, 200, false, ""),
                ]) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    async Task<(long Idle, double Written)> FillAsync(string data, CancellationToken cancel)
    {
        await using var gateway = await StartAsync("gateway", Launch.GatewayCommand(), ["--data", data, .. Telling], cancel);
        using var client = new Client(gateway.Url);
        await client.SendAsync(HttpMethod.Post, "/iot/v1/devices", GatewayReadings.Device, 201, cancel);
        await Task.Delay(TimeSpan.FromSeconds(2), time, cancel);
        var (idle, before) = (Proc.Resident(gateway.Pid), Written(gateway.Pid));
        foreach (var payload in GatewayReadings.Payloads(options.Readings))
            await client.SendAsync(HttpMethod.Post, "/iot/v1/devices/field", payload, 204, cancel);
        return (idle, (double)(Written(gateway.Pid) - before) / options.Readings);
    }

    async Task<double> UpsertsAsync(string data, CancellationToken cancel)
    {
        await using var cloud = await StartAsync("cloud", Launch.ServerCommand(), ["--data", data], cancel);
        var (began, number) = (time.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var client = new Client(cloud.Url);
            while (time.GetElapsedTime(began).TotalSeconds < options.Seconds)
            {
                var mine = Interlocked.Increment(ref number);
                await client.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entityOperations/upsert?options=update", GatewayReadings.Batch(mine), mine <= Connections ? null : 204, cancel);
            }
        }));
        return number * 1000 / time.GetElapsedTime(began).TotalSeconds;
    }

    async Task<(double Rate, double Bytes, TimeSpan Behind, int Probes, long Resident)> UpAsync(string folder, CancellationToken cancel)
    {
        await using var cloud = await StartAsync("cloud", Launch.ServerCommand(), ["--data", Path.Combine(folder, "cloud")], cancel);
        await using var gateway = await StartAsync(
            "gateway", Launch.GatewayCommand(), ["--data", Path.Combine(folder, "gateway"), .. Telling, "--cloud", cloud.Url.ToString().TrimEnd('/')], cancel);
        using var here = new Client(gateway.Url);
        using var there = new Client(cloud.Url);
        var (began, behind, probes, resident) = (time.GetTimestamp(), TimeSpan.Zero, 0, 0L);
        while (await MetricAsync(here, "waziup_uplink_values_total", cancel) < options.Readings)
        {
            var late = await ProbeAsync(here, there, probes, cancel);
            // The first one waits until the cloud knows all entities.
            behind = probes++ > 0 && late > behind ? late : behind;
            resident = Math.Max(resident, Proc.Resident(gateway.Pid));
        }
        return (options.Readings / time.GetElapsedTime(began).TotalSeconds, await MetricAsync(here, "waziup_uplink_sent_bytes_total", cancel) / options.Readings, behind, probes, resident);
    }

    /// <summary>Gives the gateway a new reading, and waits until the cloud shows it.</summary>
    async Task<TimeSpan> ProbeAsync(Client here, Client there, int number, CancellationToken cancel)
    {
        var (value, began) = (1_000 + number, time.GetTimestamp());
        await here.SendAsync(HttpMethod.Post, "/iot/v1/devices/field/sensors/s0", value.ToString(CultureInfo.InvariantCulture), 204, cancel);
        while (true)
        {
            try
            {
                var shown = await there.GetAsync($"/ngsi-ld/v1/entities/{GatewayReadings.Entity(0)}?format=simplified", cancel);
                if (System.Text.Encoding.UTF8.GetString(shown.Body).Contains($"\"numValue\":{value}", StringComparison.Ordinal))
                    return time.GetElapsedTime(began);
            }
            catch (IOException)
            {
                // The cloud does not know it yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
        }
    }

    Task<ServerProcess> StartAsync(string name, string command, string[] arguments, CancellationToken cancel) =>
        ServerProcess.StartAsync(new Subject(name, command, new Dictionary<string, string>()) { Size = Size.Small }, arguments, "/ngsi-ld/v1/types", time, cancel);

    static async Task<double> MetricAsync(Client client, string name, CancellationToken cancel)
    {
        var text = System.Text.Encoding.UTF8.GetString((await client.GetAsync("/metrics", cancel)).Body);
        return text.Split('\n').Where(line => line.StartsWith(name + ' ', StringComparison.Ordinal) || line.StartsWith(name + '{', StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    static long Written(int pid) => long.Parse(File.ReadLines($"/proc/{pid}/io").First(line => line.StartsWith("write_bytes:", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
}
