using Waziup.Ngsi.Broker.Registrations;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/csourceRegistrations (6.8, 6.9).</summary>
internal static class RegistrationEndpoints
{
    public static async ValueTask CreateAsync(Exchange exchange, CancellationToken cancel) =>
        await ResponseWriter.Created(exchange, "csourceRegistrations", await exchange.Broker.Registrations.CreateAsync(exchange.Call, exchange.Body, exchange.Origin, cancel));

    public static async ValueTask QueryAsync(Exchange exchange, CancellationToken cancel)
    {
        var paging = Paging.Of(exchange);
        var query = QueryParameters.Of(exchange.Parameters);
        var (page, total, more) = await exchange.Broker.Registrations.QueryAsync(exchange.Call, query, paging.Offset, paging.Limit, cancel);
        paging.Announce(exchange, "csourceRegistrations", paging.Count ? total : null, more);
        await Results.ListAsync(exchange, page, Write, cancel);
    }

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel) =>
        await Results.OneAsync(exchange, await exchange.Broker.Registrations.RetrieveAsync(exchange.Call, exchange.EntityId, cancel), Write, cancel);

    public static async ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Registrations.UpdateAsync(exchange.Call, exchange.EntityId, exchange.Body, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Registrations.DeleteAsync(exchange.Call, exchange.EntityId, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    private static void Write(Exchange exchange, PooledBuffer body, ShownRegistration shown) => RegistrationWriter.Write(
        body, shown.Stored, shown.State, exchange.Call.Terms, exchange.WantsSystemTimes, exchange.Accept == MediaType.JsonLd);

    /// <summary>What a source tells of a subscription that this broker has there (5.8.6).</summary>
    public static async ValueTask TakeAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.FromSources.TakeAsync(exchange.Call, exchange.Body, cancel);
        exchange.Http.Response.ContentLength = 0;
    }
}
