using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Ends commands whose time has run out, and those that were sent by a process that is no more.</summary>
/// <remarks>One process of those on a store does it. Each holds its own name, so that the others find out that it is gone.</remarks>
internal sealed class Keeping(ContextBroker broker, CommandBook book)
{
    private const string Work = "commands";
    private const int Most = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Does it until it is stopped.</summary>
    /// <param name="failed">Is told of what went wrong; it is tried again a little later.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action<Exception> failed, CancellationToken stop)
    {
        // Its name is taken again where it was lost, as with a connection to a database.
        await Task.WhenAll(
            Holding.RunAsync(broker.Storage, NameOf(book.Node), cancel => Task.Delay(Timeout.InfiniteTimeSpan, broker.Clock, cancel), FailAsync, stop),
            Holding.RunAsync(broker.Storage, Work, LoopAsync, FailAsync, stop));

        async Task FailAsync(Exception failure)
        {
            failed(failure);
            await Task.Delay(Patience, broker.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at all commands once.</summary>
    public async ValueTask SweepAsync(CancellationToken cancel)
    {
        var alive = new Dictionary<string, bool>(StringComparer.Ordinal) { [book.Node] = true };
        foreach (var tenant in broker.Storage.Tenants.List().Where(tenant => !tenant.IsSnapshot))
        {
            var call = new Call(tenant, Caller.Anonymous, broker.Terms.Default, broker.Now) { Local = true };
            var open = await book.OpenAsync(call, null, cancel, Most);
            var steps = new List<CommandStep>();
            foreach (var command in open)
            {
                var next = await IsLostAsync(command, alive, cancel) ? Lifecycle.Recover(command) : book.IsOver(tenant, command) ? Lifecycle.End(command) : null;
                if (next is not null)
                    steps.Add(new CommandStep(command, next));
            }
            foreach (var some in steps.Chunk(100))
                await book.TakeAsync(call, some, cancel);
            book.Deadlines.Keep(tenant, [.. open.Select(command => command.Id)]);
        }
    }

    private async Task LoopAsync(CancellationToken cancel)
    {
        while (true)
        {
            await SweepAsync(cancel);
            var since = broker.Clock.GetTimestamp();
            while (Rest(since) is { } rest && rest > TimeSpan.Zero)
            {
                var changed = book.Changed.Next;
                using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                await Task.WhenAny(changed, Task.Delay(rest, broker.Clock, time.Token));
                await time.CancelAsync();
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>How long there is nothing to do: until the next time runs out, and not longer than other processes may go unnoticed.</summary>
    private TimeSpan Rest(long since)
    {
        var passed = broker.Clock.GetElapsedTime(since);
        var (next, atMost) = (book.Deadlines.Next ?? Interval, Interval - passed);
        // What cannot be ended, as where its tenant is full, is tried again a moment later.
        return next > TimeSpan.Zero ? (next < atMost ? next : atMost) : Patience - passed;
    }

    private async ValueTask<bool> IsLostAsync(Command command, Dictionary<string, bool> alive, CancellationToken cancel)
    {
        if (command.State is not { Status: CommandStatus.Sent, SentBy: { } node })
            return false;
        if (!alive.TryGetValue(node, out var lives))
            alive[node] = lives = await LivesAsync(node, cancel);
        return !lives;
    }

    /// <summary>Whether a process holds its name.</summary>
    private async ValueTask<bool> LivesAsync(string node, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await using var hold = await broker.Storage.HoldAsync(NameOf(node), limit.Token);
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return true;
        }
    }

    private static string NameOf(string node) => $"{Work}/{node}";
}
