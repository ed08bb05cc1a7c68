using System.Globalization;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Access;

namespace Waziup.Load.Notify;

/// <summary>W10p: updates while those of twenty roles have 10,000 subscriptions under policies, against the same subscriptions without.</summary>
/// <remarks>
/// One subscription of each role waits for the level of some meters, so that each change is looked at as twenty roles see it, and told to one of them.
/// The others are those of W10 that never match. Meters have owners, places and scopes on both sides; the last four roles see them in other forms.
/// </remarks>
internal sealed class RolesRun(NotifyOptions options, TextWriter output)
{
    const int Subscriptions = 10_000;
    static readonly TimeSpan MostToDrain = TimeSpan.FromMinutes(5);

    /// <summary>Updates a second, and how many of those that were written in a second had been told of when all had.</summary>
    public async Task<(double Rate, double Told)> RunAsync(ServerProcess host, Sink sink, bool isGuarded, CancellationToken cancel)
    {
        using var meters = new Meters(host.Url, sink, isGuarded ? await GuardAsync(host, cancel) : new Watchers(PolicySet.Roles));
        await meters.PrepareAsync(Subscriptions, cancel);
        await meters.RunAsync(TimeSpan.FromSeconds(options.WarmUp), rate: 0, cancel);
        await meters.DrainAsync(MostToDrain, cancel);
        var rate = await meters.RunAsync(TimeSpan.FromSeconds(options.Seconds), rate: 0, cancel);
        var (drained, lost) = await meters.DrainAsync(MostToDrain, cancel);
        // Whoever may not see what he waits for is told nothing, which would cost nothing.
        if (lost > 0)
            throw new IOException($"W10p: {lost} changes were never told to who waits for them.");

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"W10p, {(isGuarded ? "under" : "without")} policies: {rate:0} updates/s, the rest told {drained.TotalSeconds:0.0} s afterwards"));
        return (rate, rate * options.Seconds / (options.Seconds + drained.TotalSeconds));
    }

    static async Task<Watchers> GuardAsync(ServerProcess host, CancellationToken cancel)
    {
        var secrets = await Guard.PrepareAsync(host, [Key.Reader, .. Key.OfRoles], TimeProvider.System, cancel);
        return new Watchers(PolicySet.Roles) { Writer = secrets[Key.Reader.Name], Owners = [.. Key.OfRoles.Select(key => secrets[key.Name])] };
    }
}
