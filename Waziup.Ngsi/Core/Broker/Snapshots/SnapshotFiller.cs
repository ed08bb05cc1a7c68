using System.Text;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Fills snapshots in the background: few at a time, each by one process, and what a restart has cut off anew (5.16.1, 5.16.2).</summary>
internal sealed partial class SnapshotFiller(
    IStorage storage, SnapshotShelf shelf, SnapshotFill fill, SnapshotTeller teller, ContextResolver terms, TimeProvider clock, ILogger log) : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Has one filled.</summary>
    public void Start(TenantId tenant, Snapshot snapshot) => _ = RunAsync(tenant, snapshot);

    /// <summary>Goes on with those that were being filled when the broker ended.</summary>
    public void Resume()
    {
        foreach (var (tenant, snapshot) in shelf.Everything.Where(one => one.Snapshot.Status == Snapshot.Preparing).ToList())
            Start(tenant, snapshot);
    }

    /// <summary>Breaks off what is being filled, and waits until it has ended; it goes on after the next start.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask StopAsync(CancellationToken cancel)
    {
        await _stop.CancelAsync();
        for (var i = 0; i < AtOnce && !cancel.IsCancellationRequested; i++)
            await _room.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _room.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(TenantId tenant, Snapshot snapshot)
    {
        Snapshot? filled;
        try
        {
            await _room.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        try
        {
            filled = await FillAsync(tenant, snapshot);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            // Its status cannot be stored: the store has failed, and after a restart it is tried again.
            FillFailed(log, snapshot.Id, failure);
            return;
        }
        finally
        {
            _room.Release();
        }
        if (filled is not null)
            await teller.TellAsync(tenant, filled, filled.ExpiresAt, _stop.Token);
    }

    /// <returns>The snapshot, filled; null where it is gone, or another process was faster.</returns>
    private async ValueTask<Snapshot?> FillAsync(TenantId tenant, Snapshot snapshot)
    {
        await using var hold = await storage.HoldAsync($"snapshot {snapshot.Key}", _stop.Token);
        await shelf.RefreshAsync(_stop.Token);
        if (shelf.WithKey(tenant, snapshot.Key) is not { Status: Snapshot.Preparing } present)
            return null;
        Snapshot filled;
        try
        {
            filled = await FilledAsync(tenant, present, _stop.Token);
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested)
        {
            FillFailed(log, snapshot.Id, failure);
            filled = present with { Status = Snapshot.Failure };
        }
        return await shelf.ChangeAsync(
            tenant, snapshot.Id, one => one with { Status = filled.Status, Queries = filled.Queries, TemporalQueries = filled.TemporalQueries }, CancellationToken.None);
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
