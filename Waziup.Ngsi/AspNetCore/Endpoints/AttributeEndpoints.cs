using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/entities/{id}/attrs and below (6.6, 6.7).</summary>
internal static class AttributeEndpoints
{
    public static async ValueTask AppendAsync(Exchange exchange, CancellationToken cancel)
    {
        var noOverwrite = exchange.Parameters.Options(exchange.Route).Length > 0;
        var result = await exchange.Broker.Attributes.AppendAsync(
            exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, noOverwrite, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask UpdateAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Attributes.UpdateAsync(
            exchange.Call, exchange.EntityId, exchange.Selection, exchange.Body, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask PartialUpdateAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Attributes.PartialUpdateAsync(
            exchange.Call, exchange.EntityId, exchange.Attribute(), exchange.Selection, exchange.Body, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask ReplaceAsync(Exchange exchange, CancellationToken cancel)
    {
        var result = await exchange.Broker.Attributes.ReplaceAsync(
            exchange.Call, exchange.EntityId, exchange.Attribute(), exchange.Selection, exchange.Body, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        var (dataset, all) = exchange.Parameters.Instances();
        var result = await exchange.Broker.Attributes.DeleteAsync(
            exchange.Call, exchange.EntityId, exchange.Attribute(allowScope: true), dataset, all, exchange.Selection, cancel);
        await Results.AttributesAsync(exchange, result, cancel);
    }
}
