using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/entities and /entities/{id} (6.4, 6.5).</summary>
internal static class EntityEndpoints
{
    public static async ValueTask CreateAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Entities.CreateAsync(exchange.Call, exchange.Body, cancel);
        await ResponseWriter.Created(exchange, "entities", result.Id.Value);
        if (!result.IsGood)
            await Results.EntityAsync(exchange, result, cancel);
    }

    public static async ValueTask ReplaceAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Entities.ReplaceAsync(exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, cancel);
        await Results.EntityAsync(exchange, result, cancel);
    }

    public static async ValueTask MergeAsync(Exchange exchange, CancellationToken cancel)
    {
        var format = Representation.FormatOf(exchange, exchange.Parameters.Options(exchange.Route));
        var options = new MergeOptions(format == EntityFormat.Simplified, exchange.Parameters.Time("observedAt"), exchange.Parameters["lang"]);
        var result = await exchange.Broker.Entities.MergeAsync(
            exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, options, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Entities.DeleteAsync(exchange.Call, exchange.EntityId, exchange.Selection, cancel);
        await Results.EntityAsync(exchange, result, cancel);
    }

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = exchange.EntityId;
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var request = QueryParameters.Of(exchange.Parameters);
        var join = QueryPlan.JoinOf(request);
        var projection = ProjectionParser.Parse(request.Pick, request.Omit, request.Attrs, request.DatasetId, join.Level, exchange.Call.Terms);
        var shape = Representation.Of(exchange, preferences, exchange.Parameters["lang"]) with { Joins = join.Kind == JoinKind.Inline };
        var where = new List<string>();
        var views = await exchange.Broker.Entities.RetrieveAsync(exchange.Call, id, exchange.Selection, projection, join, where, cancel);
        await MapEndpoints.UseAsync(exchange, request, Mapped.Of(id, where), cancel);
        using var body = PooledBuffer.Rent();
        var downgraded = views.Count == 1
            ? Renderer.Write(body, views[0], exchange.Call.Terms, shape) : Renderer.Write(body, views, exchange.Call.Terms, shape);
        await ResponseWriter.DocumentAsync(exchange, preferences.Apply(exchange, downgraded), body, shape.ContextInBody, cancel);
    }

    public static ValueTask QueryAsync(Exchange exchange, CancellationToken cancel)
    {
        var plan = exchange.Broker.Plans.Of(exchange.Http.Request.QueryString.Value ?? "", exchange.Call, () => QueryParameters.Of(exchange.Parameters));
        return AnswerAsync(exchange, plan, exchange.Parameters["lang"], "entities", cancel);
    }

    /// <summary>6.23: the query is in the body, how it is answered in the URL.</summary>
    public static ValueTask QueryByBodyAsync(Exchange exchange, CancellationToken cancel)
    {
        var (request, lang) = QueryBody.Read(exchange.Body);
        var parameters = exchange.Parameters;
        request = request with { Join = request.Join ?? parameters["join"], JoinLevel = request.JoinLevel ?? parameters.Number("joinLevel") };
        return AnswerAsync(exchange, QueryPlan.Of(request, exchange.Call), lang, "entityOperations/query", cancel);
    }

    private static async ValueTask AnswerAsync(Exchange exchange, QueryPlan plan, string? lang, string collection, CancellationToken cancel)
    {
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var shape = Representation.Of(exchange, preferences, lang) with { Joins = plan.Join.Kind == JoinKind.Inline };
        var paging = Paging.Of(exchange);
        var (map, status) = await MapEndpoints.UseAsync(
            exchange, plan.Request, asked => exchange.Broker.Entities.MapAsync(exchange.Call, plan, asked, cancel));
        var page = await exchange.Broker.Entities.QueryAsync(exchange.Call, plan.In(map), new PageRequest(paging.Offset, paging.Limit, paging.Count), cancel);
        paging.Announce(exchange, collection, page.Total, page.More);
        using var body = PooledBuffer.Rent();
        var downgraded = Renderer.Write(body, page.Rows, exchange.Call.Terms, shape);
        await ResponseWriter.DocumentAsync(exchange, preferences.Apply(exchange, downgraded, status), body, shape.ContextInBody, cancel);
    }

    public static async ValueTask PurgeAsync(Exchange exchange, CancellationToken cancel)
    {
        var parameters = exchange.Parameters;
        // Nothing is deleted beyond the entities that the client has in mind.
        var location = MapEndpoints.Location(exchange);
        var map = location is null ? null : await exchange.Broker.Maps.FindAsync(exchange.Call, location, cancel)
            ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"entity map {location}"));
        if (map is not null)
            MapEndpoints.Announce(exchange, map);
        var report = await exchange.Broker.Entities.PurgeAsync(
            exchange.Call, QueryParameters.Of(parameters), map, parameters["keep"], parameters["drop"], cancel);
        if (report.Errors.Count == 0)
            await ResponseWriter.NoContent(exchange.Http);
        else
            await Results.BatchAsync(exchange, report, cancel);
    }
}
