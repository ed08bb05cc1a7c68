using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Fills snapshots in the background: few at a time, each by one process, and what a restart has cut off anew (5.16.1, 5.16.2).</summary>
internal sealed partial class SnapshotFiller(
    IStorage storage, SnapshotShelf shelf, SnapshotFill fill, SnapshotTeller teller, ContextResolver terms, TimeProvider clock, ILogger log)
{
    private const int AtOnce = 2;

    // As many as there are snapshots, which are bounded.
    private readonly Channel<(TenantId Tenant, Snapshot Snapshot)> _waiting = Channel.CreateUnbounded<(TenantId, Snapshot)>();

    /// <summary>Has one filled.</summary>
    public void Start(TenantId tenant, Snapshot snapshot) => _waiting.Writer.TryWrite((tenant, snapshot));

    /// <summary>Goes on with those that were being filled when the broker ended.</summary>
    public void Resume()
    {
        foreach (var (tenant, snapshot) in shelf.Everything.Where(one => one.Snapshot.Status == Snapshot.Preparing).ToList())
            Start(tenant, snapshot);
    }

    /// <summary>Fills until it is stopped; what is broken off goes on after the next start.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RunOneAsync(stop)));

    private async Task RunOneAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var (tenant, snapshot) in _waiting.Reader.ReadAllAsync(stop))
            {
                try
                {
                    if (await FillAsync(tenant, snapshot, stop) is { } filled)
                        _ = teller.TellAsync(tenant, filled, filled.ExpiresAt, stop);
                }
                catch (Exception failure) when (!stop.IsCancellationRequested)
                {
                    // Its status cannot be stored: the store has failed, and after a restart it is tried again.
                    FillFailed(log, snapshot.Id, failure);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host ends.
        }
    }

    /// <returns>The snapshot, filled; null where it is gone, or another process was faster.</returns>
    private async ValueTask<Snapshot?> FillAsync(TenantId tenant, Snapshot snapshot, CancellationToken stop)
    {
        await using var hold = await storage.HoldAsync($"snapshot {snapshot.Key}", stop);
        await shelf.RefreshAsync(stop);
        if (shelf.WithKey(tenant, snapshot.Key) is not { Status: Snapshot.Preparing } present)
            return null;
        Snapshot filled;
        try
        {
            filled = await FilledAsync(tenant, present, stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            FillFailed(log, snapshot.Id, failure);
            filled = present with { Status = Snapshot.Failure };
        }
        var (status, queries, temporal) = (filled.Status, filled.Queries, filled.TemporalQueries);
        return await shelf.ChangeAsync(
            tenant, snapshot.Id, one => one with { Status = status, Queries = queries, TemporalQueries = temporal }, CancellationToken.None);
    }

    private async ValueTask<Snapshot> FilledAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel)
    {
        if (snapshot.CopyOf is not { } key)
        {
            var context = await terms.ResolveAsync(tenant.Value, Encoding.UTF8.GetBytes(snapshot.Context), cancel);
            return await fill.RunAsync(tenant, snapshot, new Call(tenant, snapshot.Owner, context, Instant.Of(clock.GetUtcNow())), cancel);
        }
        if (shelf.WithKey(tenant, key) is { } original)
        {
            await fill.CopyAsync(tenant.Snapshot(key), snapshot.DataOf(tenant), Instant.Of(clock.GetUtcNow()), cancel);
            await shelf.RefreshAsync(cancel);
            // Where it went meanwhile, a part of its data may be missing.
            if (shelf.WithKey(tenant, key) is not null)
                return snapshot with { Status = original.Status, Queries = original.Queries, TemporalQueries = original.TemporalQueries };
        }
        return snapshot with { Status = Snapshot.Failure };
    }

    [LoggerMessage(LogLevel.Error, "Filling the snapshot {Snapshot} failed")]
    private static partial void FillFailed(ILogger log, string snapshot, Exception failure);
}
