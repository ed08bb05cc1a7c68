using System.Globalization;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/temporal/entities and below, and /temporal/entityOperations/query (6.18 to 6.22, 6.24).</summary>
internal static class TemporalEndpoints
{
    public static async ValueTask UpsertAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Temporal.UpsertAsync(exchange.Call, exchange.Body, cancel);
        if (result.IsCreated)
            await ResponseWriter.Created(exchange, "temporal/entities", result.Id.Value);
        if (!result.IsCreated || !result.IsGood)
            await Results.EntityAsync(exchange, result, cancel);
    }

    public static async ValueTask AppendAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Temporal.AppendAsync(exchange.Call, exchange.EntityId, exchange.Body, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask EditAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = exchange.EntityId;
        // An instance of no attribute is no resource that could be changed.
        if (exchange.IsEmpty(1))
        {
            await RequestHead.RefuseAsync(exchange.Http, "DELETE", cancel);
            return;
        }
        var result = await exchange.Broker.Temporal.EditAsync(exchange.Call, id, exchange.Attribute(), exchange.InstanceId, exchange.Body, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask DeleteInstanceAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Temporal.DeleteInstanceAsync(exchange.Call, exchange.EntityId, exchange.Attribute(), exchange.InstanceId, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask DeleteAttributeAsync(Exchange exchange, CancellationToken cancel)
    {
        var (dataset, all) = exchange.Parameters.Instances();
        var result = await exchange.Broker.Temporal.DeleteAttributeAsync(exchange.Call, exchange.EntityId, exchange.Attribute(), dataset, all, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        await Results.EntityAsync(exchange, await exchange.Broker.Temporal.DeleteAsync(exchange.Call, exchange.EntityId, cancel), cancel);
    }

    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel)
    {
        var id = exchange.EntityId;
        var form = TemporalRepresentation.FormOf(exchange) ?? HistoryForm.Normalized;
        var request = QueryParameters.Of(exchange.Parameters);
        var plan = TemporalPlan.OfOne(request, form == HistoryForm.Aggregated, exchange.Call);
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var shape = TemporalRepresentation.Of(exchange, preferences, exchange.Parameters["lang"]);
        var where = new List<string>();
        var page = await exchange.Broker.Temporal.RetrieveAsync(exchange.Call, id, plan, where, cancel);
        await MapEndpoints.UseAsync(exchange, request, Mapped.Of(id, where), cancel);
        using var body = PooledBuffer.Rent();
        var isOld = false;
        if (page.Aggregates is [var aggregate])
            AggregateWriter.Write(body, aggregate, exchange.Call.Terms, shape);
        else
            isOld = HistoryRenderer.Write(body, page.Views[0], form, exchange.Call.Terms, shape);
        await AnswerAsync(exchange, plan, page, body, shape, preferences.Apply(exchange, isOld), cancel);
    }

    public static ValueTask QueryAsync(Exchange exchange, CancellationToken cancel) =>
        AnswerAsync(exchange, QueryParameters.Of(exchange.Parameters), HistoryForm.Normalized, exchange.Parameters["lang"], "temporal/entities", cancel);

    /// <summary>6.24: the query is in the body, how it is answered in the URL.</summary>
    public static ValueTask QueryByBodyAsync(Exchange exchange, CancellationToken cancel)
    {
        var (request, lang) = QueryBody.Read(exchange.Body, isTemporal: true);
        var form = request.Temporal.AggrMethods is null ? HistoryForm.Normalized : HistoryForm.Aggregated;
        return AnswerAsync(exchange, request, form, lang, "temporal/entityOperations/query", cancel);
    }

    private static async ValueTask AnswerAsync(
        Exchange exchange, QueryRequest request, HistoryForm otherwise, string? lang, string collection, CancellationToken cancel)
    {
        var form = TemporalRepresentation.FormOf(exchange) ?? otherwise;
        var plan = TemporalPlan.Of(request, form == HistoryForm.Aggregated, exchange.Call);
        var preferences = Preferences.Parse(exchange.Http.Request.Headers["Prefer"]);
        var shape = TemporalRepresentation.Of(exchange, preferences, lang);
        var paging = Paging.Of(exchange);
        var (map, status) = await MapEndpoints.UseAsync(
            exchange, request, asked => exchange.Broker.Temporal.MapAsync(exchange.Call, plan, asked, cancel));
        var page = await exchange.Broker.Temporal.QueryAsync(exchange.Call, plan.In(map), new PageRequest(paging.Offset, paging.Limit, paging.Count), cancel);
        paging.Announce(exchange, collection, page.Total, page.More);
        using var body = PooledBuffer.Rent();
        var isOld = false;
        if (page.Aggregates is { } aggregates)
            HistoryRenderer.Write(body, aggregates, exchange.Call.Terms, shape);
        else
            isOld = HistoryRenderer.Write(body, page.Views, form, exchange.Call.Terms, shape);
        await AnswerAsync(exchange, plan, page, body, shape, preferences.Apply(exchange, isOld, status), cancel);
    }

    /// <summary>6.3.10: an answer that does not hold the whole window says which part of it.</summary>
    private static ValueTask AnswerAsync(
        Exchange exchange, TemporalPlan plan, HistoryPage page, PooledBuffer body, Shape shape, int status, CancellationToken cancel)
    {
        if (page.Cut is { } cut)
        {
            exchange.Http.Response.Headers.ContentRange = cut.ToHeader(plan.LastN);
            status = 206;
        }
        if (!page.WithheldUntil.IsNone)
            exchange.Http.Response.Headers["Waziup-Budget"] = page.WithheldUntil.ToString();
        return ResponseWriter.DocumentAsync(exchange, status, body, shape.ContextInBody, cancel);
    }
}
