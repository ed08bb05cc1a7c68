using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/entityOperations (6.14 to 6.17, 6.31).</summary>
internal static class BatchEndpoints
{
    public static ValueTask CreateAsync(Exchange exchange, CancellationToken cancel) => RunAsync(exchange, MutationKind.Create, cancel);

    public static ValueTask UpsertAsync(Exchange exchange, CancellationToken cancel)
    {
        var options = exchange.Parameters.Options(exchange.Route);
        if (options.Length > 1)
            throw Parameters.Invalid("options is either replace or update");
        return RunAsync(exchange, options is ["update"] ? MutationKind.UpsertUpdate : MutationKind.UpsertReplace, cancel);
    }

    public static ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel) => RunAsync(
        exchange, exchange.Parameters.Options(exchange.Route).Length > 0 ? MutationKind.AppendNoOverwrite : MutationKind.BatchUpdate, cancel);

    public static ValueTask MergeAsync(Exchange exchange, CancellationToken cancel) => RunAsync(exchange, MutationKind.Merge, cancel);

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        var report = await exchange.Broker.Batches.DeleteAsync(exchange.Call, exchange.Body, cancel);
        await Results.BatchAsync(exchange, report, cancel);
    }

    private static async ValueTask RunAsync(Exchange exchange, MutationKind kind, CancellationToken cancel)
    {
        var report = await exchange.Broker.Batches.RunAsync(exchange.Call, kind, exchange.Body, cancel);
        await Results.BatchAsync(exchange, report, cancel);
    }
}
