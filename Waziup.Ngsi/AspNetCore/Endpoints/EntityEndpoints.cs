using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/entities and /entities/{id} (6.4, 6.5).</summary>
internal static class EntityEndpoints
{
    public static async ValueTask CreateAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = await exchange.Broker.Entities.CreateAsync(exchange.Call, exchange.Body, cancel);
        await ResponseWriter.Created(exchange, "entities", id.Value);
    }

    public static async ValueTask ReplaceAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Entities.ReplaceAsync(exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask MergeAsync(Exchange exchange, CancellationToken cancel)
    {
        var format = Representation.FormatOf(exchange, exchange.Parameters.Options(exchange.Route));
        var options = new MergeOptions(format == EntityFormat.Simplified, exchange.Parameters.Time("observedAt"), exchange.Parameters["lang"]);
        var change = await exchange.Broker.Entities.MergeAsync(
            exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, options, cancel);
        await Results.UpdateAsync(exchange, change, cancel);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await exchange.Broker.Entities.DeleteAsync(exchange.Call, exchange.EntityId, exchange.Selection, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = exchange.EntityId;
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var shape = Representation.Of(exchange, preferences);
        var view = await exchange.Broker.Entities.RetrieveAsync(exchange.Call, id, exchange.Selection, ProjectionOf(exchange), cancel);
        using var body = PooledBuffer.Rent();
        var downgraded = Renderer.Write(body, view, exchange.Call.Terms, shape);
        await ResponseWriter.DocumentAsync(exchange, Status(exchange, preferences, downgraded), body, shape.ContextInBody, cancel);
    }

    public static async ValueTask QueryAsync(Exchange exchange, CancellationToken cancel)
    {
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var shape = Representation.Of(exchange, preferences);
        var projection = ProjectionOf(exchange);
        var paging = Paging.Of(exchange);
        var query = new EntityQuery(FilterOf(exchange, projection), exchange.Call.Now, paging.Offset, paging.Limit, paging.Count);
        var page = await exchange.Broker.Entities.QueryAsync(exchange.Call, query, projection, cancel);
        paging.Announce(exchange, "entities", page.Total, page.More);
        using var body = PooledBuffer.Rent();
        var downgraded = Renderer.Write(body, page.Rows, exchange.Call.Terms, shape);
        await ResponseWriter.DocumentAsync(exchange, Status(exchange, preferences, downgraded), body, shape.ContextInBody, cancel);
    }

    private static Projection ProjectionOf(Exchange exchange)
    {
        var parameters = exchange.Parameters;
        return ProjectionParser.Parse(parameters["pick"], parameters["omit"], parameters["attrs"], parameters["datasetId"], exchange.Call.Terms);
    }

    /// <summary>5.7.2: type, attributes or a local scope are needed; ids alone are too wide a question.</summary>
    private static Filter FilterOf(Exchange exchange, Projection projection)
    {
        var parameters = exchange.Parameters;
        var filter = exchange.Selection ?? Filter.Everything;
        if (parameters["type"] == "*" && parameters.Flag("local") == false)
            throw NgsiLdErrors.Bad("type=* asks this broker alone, so local=false contradicts it");
        if (parameters["type"] is null && projection.Attrs is null && !exchange.Call.Local)
            throw NgsiLdErrors.Bad("the query is too wide: name a type, attributes, or local=true");
        if (projection.Attrs is { } attrs)
            filter = Filter.And(filter, new Filter.Any([.. attrs.Attributes.Select(name => new Filter.HasAttribute(name))]));
        if (parameters["id"] is { } ids)
            filter = Filter.And(filter, new Filter.HasId([.. ids.Split(',', StringSplitOptions.TrimEntries).Select(IdOf)]));
        return parameters["idPattern"] is { } pattern ? Filter.And(filter, new Filter.IdMatches(IdPattern.Parse(pattern))) : filter;
    }

    private static EntityId IdOf(string text) =>
        EntityId.TryParse(text, out var id) ? id : throw NgsiLdErrors.Bad($"id: '{text}' is not an absolute URI");

    /// <summary>6.3.6: who asked for a version is told which it got, and by 203 that something was written in older words.</summary>
    private static int Status(Exchange exchange, Preferences preferences, bool downgraded)
    {
        if (preferences.Version is not { } version)
            return 200;
        exchange.Http.Response.Headers["Preference-Applied"] = $"ngsi-ld=1.{Math.Min(version, Shape.NewestVersion)}";
        return downgraded ? 203 : 200;
    }
}
