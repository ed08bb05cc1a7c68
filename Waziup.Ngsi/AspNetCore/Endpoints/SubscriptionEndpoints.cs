using Waziup.Ngsi.Broker.Subscriptions;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/subscriptions (6.10, 6.11), and /csourceSubscriptions (6.12, 6.13), which are alike.</summary>
internal static class SubscriptionEndpoints
{
    public static async ValueTask CreateAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = await Of(exchange).CreateAsync(exchange.Call, exchange.Body, exchange.Origin, cancel);
        await ResponseWriter.Created(exchange, Collection(exchange), id);
    }

    public static async ValueTask ListAsync(Exchange exchange, CancellationToken cancel)
    {
        var paging = Paging.Of(exchange);
        var (page, total, more) = await Of(exchange).ListAsync(exchange.Call, paging.Offset, paging.Limit, cancel);
        paging.Announce(exchange, Collection(exchange), paging.Count ? total : null, more);
        await Results.ListAsync(exchange, page, Write, cancel);
    }

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel) =>
        await Results.OneAsync(exchange, await Of(exchange).RetrieveAsync(exchange.Call, exchange.EntityId, cancel), Write, cancel);

    public static async ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel)
    {
        await Of(exchange).UpdateAsync(exchange.Call, exchange.EntityId, exchange.Body, exchange.Origin, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await Of(exchange).DeleteAsync(exchange.Call, exchange.EntityId, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    private static string Collection(Exchange exchange) => exchange.Route.Segments[0];

    private static SubscriptionOperations Of(Exchange exchange) =>
        Collection(exchange) == "subscriptions" ? exchange.Broker.Subscriptions : exchange.Broker.RegistrationSubscriptions;

    private static void Write(Exchange exchange, PooledBuffer body, ShownSubscription shown) =>
        SubscriptionWriter.Write(body, shown, exchange.Call.Terms, exchange.WantsSystemTimes, exchange.Accept == MediaType.JsonLd);
}
