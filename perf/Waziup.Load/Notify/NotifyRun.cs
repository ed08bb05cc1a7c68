using System.Globalization;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Access;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Notify;

/// <summary>Measures notifications: W10, W10p, W11 and W12.</summary>
internal sealed class NotifyRun(NotifyOptions options, TextWriter output)
{
    static readonly int[] Subscriptions = [0, 10, 1000, 10_000];
    static readonly TimeSpan MostToDrain = TimeSpan.FromMinutes(5);

    readonly List<string> _missed = [];

    /// <returns>0 where every number was reached, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var stores = await StoresAsync(cancel);
        Line($"{stores.Description}; receivers and clients run on the same machine");
        if (options.Workloads.Contains("W10"))
        {
            var rates = new Dictionary<int, double>();
            foreach (var count in Subscriptions)
                rates[count] = await WithHostAsync(stores, 1, [], (host, sink) => TellOneAsync(host.Url, sink, count, cancel), cancel);
            Line($"W10: updates with 10,000 subscriptions / with 10: {rates[10_000] / rates[10]:0.00} (at least 0.85)");
            Check("W10", rates[10_000] / rates[10] >= 0.85);
        }
        if (options.Workloads.Contains("W10p"))
            await TellRolesAsync(stores, cancel);
        if (options.Workloads.Contains("W11"))
            await WithHostAsync(stores, 10, [], (host, sink) => TellManyAsync(host.Url, sink, cancel), cancel);
        if (options.Workloads.Contains("W12"))
            await WithHostAsync(stores, 1, [], (host, _) => TellOverMqttAsync(host.Url, cancel), cancel);
        Line(_missed.Count == 0 ? "All numbers are reached." : $"Missed: {string.Join(", ", _missed.Distinct())}");
        return _missed.Count == 0 ? 0 : 1;
    }

    async Task<IStores> StoresAsync(CancellationToken cancel) => options.Store == StoreKind.PostgreSql
        ? await PostgreSqlStores.StartAsync(cancel) : new SqliteStores(Directory.CreateTempSubdirectory("waziup-bench-").FullName);

    async Task<T> WithHostAsync<T>(IStores stores, int ports, IReadOnlyList<string> arguments, Func<ServerProcess, Sink, Task<T>> measure, CancellationToken cancel)
    {
        const string Store = "notify";
        await stores.CreateAsync(Store, cancel);
        try
        {
            await using var sink = await Sink.StartAsync(ports, cancel);
            var subject = new Subject("host", Launch.ServerCommand(), new Dictionary<string, string>()) { Size = Size.Small };
            await using var host = await ServerProcess.StartAsync(subject, [.. stores.Arguments(isBroker: true, Store), .. arguments], "/ngsi-ld/v1/types", TimeProvider.System, cancel);
            return await measure(host, sink);
        }
        finally
        {
            await stores.DeleteAsync(Store);
        }
    }

    async Task<double> TellOneAsync(Uri host, Sink sink, int count, CancellationToken cancel)
    {
        using var meters = new Meters(host, sink, new Watchers(1));
        await meters.PrepareAsync(count, cancel);
        await meters.RunAsync(TimeSpan.FromSeconds(options.WarmUp), rate: 0, cancel);
        if (count > 0)
            await meters.DrainAsync(MostToDrain, cancel);
        var before = sink.Count;
        var rate = await meters.RunAsync(TimeSpan.FromSeconds(options.Seconds), rate: 0, cancel);
        var told = (sink.Count - before) / (double)options.Seconds;
        if (count == 0)
        {
            await meters.FloorAsync(TimeSpan.FromSeconds(2), cancel);
            Line($"W10, no subscription: {rate:0} updates/s; a client alone posts {await meters.FloorAsync(TimeSpan.FromSeconds(3), cancel):0} notifications/s, one after the other");
            return rate;
        }
        var (drained, lost) = await meters.DrainAsync(MostToDrain, cancel);
        // The most that one subscription can be told, one after the other: what was written, over the time until all of it was told.
        var most = rate * options.Seconds / (options.Seconds + drained.TotalSeconds);
        await meters.RunAsync(TimeSpan.FromSeconds(options.Seconds), most / 2, cancel);
        await meters.DrainAsync(MostToDrain, cancel);
        var latencies = meters.Latencies();
        Line($"W10, {count} subscriptions: {rate:0} updates/s, {told:0} notifications/s, the rest {drained.TotalSeconds:0.0} s afterwards, {lost} lost; "
            + $"at {most / 2:0}/s, half of the most that one subscription can be told, from 204 to receipt p50 {At(latencies, 0.5):0.0} ms (below 5), p99 {At(latencies, 0.99):0.0} ms (below 50)");
        Check("W10", lost == 0 && At(latencies, 0.5) < 5 && At(latencies, 0.99) < 50);
        return rate;
    }

    async Task TellRolesAsync(IStores stores, CancellationToken cancel)
    {
        var roles = new RolesRun(options, output);
        var (rates, told) = (new List<double>(), new List<double>());
        for (var i = 0; i < options.Pairs; i++)
        {
            // Who goes first changes.
            var first = await MeasureAsync(i % 2 == 0);
            var second = await MeasureAsync(i % 2 != 0);
            var (under, without) = i % 2 == 0 ? (first, second) : (second, first);
            rates.Add(under.Rate / without.Rate);
            told.Add(under.Told / without.Told);
        }
        Line($"W10p: updates under policies / without: lower quartile {Quartiles.Of([.. rates]).Lower:0.00} (at least 0.80); told of, when all were: {Quartiles.Of([.. told]).Lower:0.00}");
        Check("W10p", Quartiles.Of([.. rates]).Lower >= 0.8);

        async Task<(double Rate, double Told)> MeasureAsync(bool isGuarded)
        {
            using var identity = new Identity();
            return await WithHostAsync(stores, 1, isGuarded ? identity.Arguments : [], (host, sink) => roles.RunAsync(host, sink, isGuarded, cancel), cancel);
        }
    }

    async Task<double> TellManyAsync(Uri host, Sink sink, CancellationToken cancel)
    {
        const int Changes = 10;
        using var fan = new Fan(host, sink);
        await fan.PrepareAsync(cancel);
        await fan.HostAsync(10 * Changes, cancel);
        await fan.FloorAsync(10 * Changes, cancel);
        var ratios = new List<double>();
        for (var i = 0; i < options.Pairs; i++)
        {
            var told = await fan.HostAsync(Changes, cancel);
            var posted = await fan.FloorAsync(Changes, cancel);
            ratios.Add(told / posted);
            Line($"W11: host {told:0}/s, client alone {posted:0}/s, ratio {told / posted:0.00}");
        }
        Line($"W11: lower quartile {Quartiles.Of([.. ratios]).Lower:0.00} (at least 0.5)");
        Check("W11", Quartiles.Of([.. ratios]).Lower >= 0.5);
        return ratios[0];
    }

    async Task<double> TellOverMqttAsync(Uri host, CancellationToken cancel)
    {
        const int Changes = 20;
        await using var server = await Mosquitto.StartAsync(cancel);
        await using var fan = new MqttFan(host, server);
        await fan.PrepareAsync(cancel);
        await fan.HostAsync(5 * Changes, cancel);
        await fan.FloorAsync(Changes, cancel);
        var ratios = new List<double>();
        for (var i = 0; i < options.Pairs; i++)
        {
            var told = await fan.HostAsync(Changes, cancel);
            var published = await fan.FloorAsync(Changes, cancel);
            ratios.Add(told / published);
            Line($"W12: host {told:0}/s, mosquitto_pub {published:0}/s, ratio {told / published:0.00}");
        }
        Line($"W12: lower quartile {Quartiles.Of([.. ratios]).Lower:0.00} (at least 0.5)");
        Check("W12", Quartiles.Of([.. ratios]).Lower >= 0.5);
        return ratios[0];
    }

    void Check(string workload, bool isReached)
    {
        if (!isReached)
            _missed.Add(workload);
    }

    static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];

    void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    void Line(string text) => output.WriteLine(text);
}
