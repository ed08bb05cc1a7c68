using Waziup.Ngsi.Broker.Snapshots;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/snapshots (6.36 to 6.38).</summary>
internal static class SnapshotEndpoints
{
    public static async ValueTask CreateAsync(Exchange exchange, CancellationToken cancel) =>
        await ResponseWriter.Created(exchange, "snapshots", await exchange.Broker.Snapshots.CreateAsync(exchange.Call, exchange.Body, cancel));

    public static async ValueTask CloneAsync(Exchange exchange, CancellationToken cancel) => await ResponseWriter.Created(
        exchange, "snapshots", await exchange.Broker.Snapshots.CloneAsync(exchange.Call, exchange.EntityId, exchange.Body, cancel));

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel) =>
        await Results.OneAsync(exchange, await exchange.Broker.Snapshots.RetrieveAsync(exchange.Call, exchange.EntityId, cancel), Write, cancel);

    public static async ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel) =>
        await Results.OneAsync(exchange, await exchange.Broker.Snapshots.UpdateAsync(exchange.Call, exchange.EntityId, exchange.Body, cancel), Write, cancel);

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Snapshots.DeleteAsync(exchange.Call, exchange.EntityId, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask PurgeAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Snapshots.PurgeAsync(exchange.Call, exchange.Parameters["q"], cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    private static void Write(Exchange exchange, PooledBuffer body, Snapshot snapshot) =>
        SnapshotWriter.Write(body, snapshot, exchange.Call.Terms, exchange.Accept == MediaType.JsonLd);
}
