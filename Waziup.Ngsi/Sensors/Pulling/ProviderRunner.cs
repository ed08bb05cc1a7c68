using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Providers;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>Asks the providers that are due, a few at once; one process of those on a store does.</summary>
internal sealed partial class ProviderRunner(ContextBroker broker, StoredProviders stored, Pull pull, ILogger log)
{
    private const int AtOnce = 2;

    // How soon it is seen what another process has put.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _put = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A provider was put.</summary>
    public void Wake() => _put.Writer.TryWrite(true);

    /// <summary>Does it until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Holding.RunAsync(broker.Storage, "providers", WorkAsync, async failure =>
    {
        Failed(log, failure);
        await Task.Delay(AfterFailure, broker.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }, stop);

    private async Task WorkAsync(CancellationToken cancel)
    {
        var (known, running) = (new Dictionary<DocumentKey, Asked>(), new Dictionary<DocumentKey, Task>());
        try
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                foreach (var key in running.Where(item => item.Value.IsCompleted).Select(item => item.Key).ToList())
                    running.Remove(key);
                await LookAsync(known, running, cancel);
                var now = broker.Now;
                var waiting = Waiting(known, running, now);
                foreach (var (key, _) in waiting.Where(item => item.Due <= now).Take(AtOnce - running.Count))
                    running.Add(key, AskAsync(key, known[key], cancel));
                await WaitAsync(running, waiting.FirstOrDefault(item => !running.ContainsKey(item.Key), (default, new Instant(now.Micros + (long)Look.TotalMicroseconds))).Due, cancel);
            }
        }
        finally
        {
            await Task.WhenAll(running.Values);
        }
    }

    /// <summary>Has what is known be as it is in the store.</summary>
    private async ValueTask LookAsync(Dictionary<DocumentKey, Asked> known, Dictionary<DocumentKey, Task> running, CancellationToken cancel)
    {
        var all = await stored.ListAsync(cancel);
        foreach (var gone in known.Keys.Except(all.Select(item => item.Key)).ToList())
            known.Remove(gone);
        foreach (var (key, document) in all)
        {
            var before = known.GetValueOrDefault(key);
            // What is asked in this moment is looked at when that is over.
            if (before?.Document.ModifiedAt == document.ModifiedAt || running.ContainsKey(key))
                continue;
            known.Remove(key);
            if (StoredProviders.Read(document) is var (provider, owner) && await stored.StateAsync(key, document, cancel) is { } state)
                known[key] = new Asked(document, provider, owner) { State = state, AskedAt = before?.AskedAt ?? Instant.None };
        }
    }

    private async Task AskAsync(DocumentKey key, Asked asked, CancellationToken cancel)
    {
        try
        {
            asked.AskedAt = broker.Now;
            // Who has deleted the entity has ended the provider.
            if (await stored.StateAsync(key, asked.Document, cancel) is null)
            {
                asked.IsGone = true;
                return;
            }
            var state = await pull.RunAsync(key.Tenant, asked.Owner, asked.Provider, asked.State, cancel);
            if (state is { Failures: 1, LastError: { } error })
                Fails(log, key.Id, error);
            var changes = state.Since(asked.State);
            if (changes.Count > 0)
                await stored.SaveAsync(key, asked.Document.ModifiedAt, changes, cancel);
            // Where that failed the next one tells the difference to what is stored.
            asked.State = state;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // He is asked again by who does the work then.
        }
        catch (Exception failure)
        {
            // The others go on; the shortest time passes before he is asked again.
            AskingFailed(log, key.Id, failure);
        }
    }

    /// <summary>Those who are to be asked, the first one first.</summary>
    private static List<(DocumentKey Key, Instant Due)> Waiting(Dictionary<DocumentKey, Asked> known, Dictionary<DocumentKey, Task> running, Instant now) =>
        [.. known.Where(item => item.Value.IsLive && !running.ContainsKey(item.Key)).Select(item => (item.Key, item.Value.DueAt(now))).OrderBy(item => item.Item2)];

    /// <summary>Waits until one has answered, one is due and may be asked, one was put, or it is time to look.</summary>
    private async Task WaitAsync(Dictionary<DocumentKey, Task> running, Instant due, CancellationToken cancel)
    {
        var left = due.ToDateTimeOffset() - broker.Clock.GetUtcNow();
        var pause = running.Count == AtOnce || left > Look ? Look : left < TimeSpan.Zero ? TimeSpan.Zero : left;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task put = _put.Reader.ReadAsync(either.Token).AsTask();
        await Task.WhenAny([.. running.Values, put, Task.Delay(pause, broker.Clock, either.Token)]);
        await either.CancelAsync();
        await put.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(LogLevel.Error, "Asking providers failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);

    [LoggerMessage(LogLevel.Error, "Asking {Provider} failed; it is tried again")]
    private static partial void AskingFailed(ILogger log, string provider, Exception failure);

    [LoggerMessage(LogLevel.Warning, "{Provider} fails: {Error}")]
    private static partial void Fails(ILogger log, string provider, string error);

    /// <summary>A provider as this process knows it.</summary>
    private sealed class Asked(Document document, Provider provider, Caller owner)
    {
        public Document Document => document;

        public Provider Provider => provider;

        public Caller Owner => owner;

        public ProviderState State { get; set; } = new();

        public Instant AskedAt { get; set; } = Instant.None;

        public bool IsGone { get; set; }

        public bool IsLive => provider.Enabled && !IsGone;

        public Instant DueAt(Instant now)
        {
            var due = Schedule.DueAt(provider.Every, State, now);
            var soonest = AskedAt.IsNone || AskedAt > now ? now : new Instant(AskedAt.Micros + (long)Schedule.Shortest.TotalMicroseconds);
            return due > soonest ? due : soonest;
        }
    }
}
