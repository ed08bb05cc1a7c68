using System.CommandLine;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Notify;

/// <summary><c>notify</c>: how fast subscribers are told.</summary>
internal static class NotifyCommand
{
    static readonly string[] Known = ["W10", "W10p", "W11", "W12"];

    public static Command Create()
    {
        var workloads = new Option<string>("--workloads") { Description = "W10, W10p, W11, W12; several divided by commas", DefaultValueFactory = _ => string.Join(',', Known) };
        var store = new Option<StoreKind>("--store") { Description = "sqlite or postgresql" };
        var seconds = new Option<int>("--seconds") { Description = "seconds of a measurement", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<int>("--warm-up") { Description = "seconds of load before it", DefaultValueFactory = _ => 8 };
        var pairs = new Option<int>("--pairs") { Description = "how often W10p, W11 and W12 are measured", DefaultValueFactory = _ => 5 };
        var command = new Command("notify", "Measures notifications: W10 with 0 to 10,000 subscriptions of which one matches, W10p with 10,000 of twenty roles under policies, W11 one change told to 1,000, W12 the same over MQTT.")
        {
            workloads, store, seconds, warmUp, pairs,
        };
        command.SetAction((result, cancel) => new NotifyRun(
            new NotifyOptions(result.GetValue(workloads)!.Split(','), result.GetValue(store), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(pairs)),
            Console.Out).RunAsync(cancel));
        return command;
    }
}
