using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/entityMaps and /temporal/entityMaps (6.32, 6.34, 6.35), and the header with which queries name maps (6.3.19).</summary>
internal static class MapEndpoints
{
    private const string Header = "NGSILD-EntityMap";

    /// <summary>The map that a request goes on with, as it names it; null for none.</summary>
    public static string? Location(Exchange exchange) => exchange.Http.Request.Headers.TryGetValue(Header, out var location) ? location.ToString() : null;

    /// <summary>Has a query work with the map that it names or wants, and tells which; null where it says nothing of maps.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="request">The query.</param>
    /// <param name="find">Finds or makes the map.</param>
    /// <returns>The map, and the status of an answer that is nothing special: 201 where the map is new (6.4.3.2).</returns>
    public static async ValueTask<(EntityMap? Map, int Status)> UseAsync(
        Exchange exchange, QueryRequest request, Func<MapRequest, ValueTask<(EntityMap Map, bool IsNew)>> find)
    {
        var asked = RequestOf(exchange, request);
        if (!asked.IsAny)
            return (null, 200);
        var (map, isNew) = await find(asked);
        Announce(exchange, map);
        return (map, isNew ? 201 : 200);
    }

    /// <summary>Has the retrieval of an entity work with a map in the same way.</summary>
    public static async ValueTask UseAsync(Exchange exchange, QueryRequest request, Mapped entity, CancellationToken cancel)
    {
        if (await exchange.Broker.Maps.UseAsync(exchange.Call, RequestOf(exchange, request), entity, cancel) is { } map)
            Announce(exchange, map);
    }

    /// <summary>Tells which map an answer was made with.</summary>
    public static void Announce(Exchange exchange, EntityMap map) =>
        exchange.Http.Response.Headers[Header] = $"{NgsiLdApplicationBuilderExtensions.Root}/entityMaps/{UrlText.Segment(map.Id)}";

    public static ValueTask CreateAsync(Exchange exchange, CancellationToken cancel) => CreateAsync(exchange, QueryParameters.Of(exchange.Parameters), cancel);

    public static ValueTask CreateByBodyAsync(Exchange exchange, CancellationToken cancel) => CreateAsync(exchange, QueryBody.Read(exchange.Body).Request, cancel);

    public static ValueTask CreateTemporalAsync(Exchange exchange, CancellationToken cancel) =>
        CreateTemporalAsync(exchange, QueryParameters.Of(exchange.Parameters), cancel);

    public static ValueTask CreateTemporalByBodyAsync(Exchange exchange, CancellationToken cancel) =>
        CreateTemporalAsync(exchange, QueryBody.Read(exchange.Body, isTemporal: true).Request, cancel);

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel) =>
        await WriteAsync(exchange, 200, await exchange.Broker.Maps.RetrieveAsync(exchange.Call, exchange.EntityId, cancel), cancel);

    public static async ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Maps.UpdateAsync(exchange.Call, exchange.EntityId, exchange.Body, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Maps.DeleteAsync(exchange.Call, exchange.EntityId, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    private static MapRequest RequestOf(Exchange exchange, QueryRequest request) => MapRequest.Of(request, Location(exchange));

    private static async ValueTask CreateAsync(Exchange exchange, QueryRequest request, CancellationToken cancel)
    {
        // How the query would be answered does not matter here, but it has to make sense.
        _ = Representation.FormatOf(exchange, exchange.Parameters.Options(exchange.Route));
        _ = Paging.Of(exchange);
        var plan = QueryPlan.Of(request, exchange.Call);
        var (map, _) = await exchange.Broker.Entities.MapAsync(exchange.Call, plan, new MapRequest(null, true, request.EntityMapLifetime), cancel);
        Announce(exchange, map);
        await WriteAsync(exchange, 201, await exchange.Broker.Maps.RetrieveAsync(exchange.Call, EntityId.Trusted(map.Id), cancel), cancel);
    }

    private static async ValueTask CreateTemporalAsync(Exchange exchange, QueryRequest request, CancellationToken cancel)
    {
        _ = TemporalRepresentation.FormOf(exchange);
        _ = Paging.Of(exchange);
        var plan = TemporalPlan.Of(request, aggregates: false, exchange.Call);
        var (map, _) = await exchange.Broker.Temporal.MapAsync(exchange.Call, plan, new MapRequest(null, true, request.EntityMapLifetime), cancel);
        Announce(exchange, map);
        await WriteAsync(exchange, 201, await exchange.Broker.Maps.RetrieveAsync(exchange.Call, EntityId.Trusted(map.Id), cancel), cancel);
    }

    private static async ValueTask WriteAsync(Exchange exchange, int status, EntityMap map, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        var inBody = exchange.Accept == MediaType.JsonLd;
        map.Write(body, inBody ? exchange.Call.Terms.Source.Span : default);
        await ResponseWriter.DocumentAsync(exchange, status, body, inBody, cancel);
    }
}
