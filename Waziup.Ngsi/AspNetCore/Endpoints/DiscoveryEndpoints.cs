using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/types and /attributes (6.25 to 6.28).</summary>
internal static class DiscoveryEndpoints
{
    public static async ValueTask TypesAsync(Exchange exchange, CancellationToken cancel)
    {
        var details = exchange.Parameters.Flag("details") ?? false;
        var types = await exchange.Broker.Discovery.TypesAsync(exchange.Call, cancel);
        await WriteAsync(exchange, writer =>
        {
            if (details)
                writer.Each(types, type => Type(writer, type));
            else
                writer.List("EntityTypeList", exchange.Call.Tenant, "typeList"u8, Names(types));
        }, cancel);
    }

    public static async ValueTask TypeAsync(Exchange exchange, CancellationToken cancel)
    {
        var type = await exchange.Broker.Discovery.TypeAsync(exchange.Call, exchange.Value, cancel);
        await WriteAsync(exchange, writer =>
        {
            writer.Begin("EntityTypeInfo"u8, "typeName"u8, type.Name);
            writer.Number("entityCount"u8, type.Entities);
            writer.Member("attributeDetails"u8);
            writer.Each(type.Attributes.All(), attribute =>
            {
                writer.Begin("Attribute"u8, "attributeName"u8, attribute.Name);
                writer.Kinds("attributeTypes"u8, attribute.Kinds);
                writer.End();
            });
            writer.Close();
        }, cancel);
    }

    public static async ValueTask AttributesAsync(Exchange exchange, CancellationToken cancel)
    {
        var details = exchange.Parameters.Flag("details") ?? false;
        var attributes = await exchange.Broker.Discovery.AttributesAsync(exchange.Call, cancel);
        await WriteAsync(exchange, writer =>
        {
            if (details)
                writer.Each(attributes, attribute => Attribute(writer, attribute, counts: false));
            else
                writer.List("AttributeList", exchange.Call.Tenant, "attributeList"u8, Names(attributes));
        }, cancel);
    }

    public static async ValueTask AttributeAsync(Exchange exchange, CancellationToken cancel)
    {
        var attribute = await exchange.Broker.Discovery.AttributeAsync(exchange.Call, exchange.Value, cancel);
        await WriteAsync(exchange, writer => Attribute(writer, attribute, counts: true), cancel);
    }

    private static void Type(DiscoveryWriter writer, TypeCount type)
    {
        writer.Begin("EntityType"u8, "typeName"u8, type.Name);
        writer.Names("attributeNames"u8, Names(type.Attributes.All()));
        writer.Close();
    }

    private static void Attribute(DiscoveryWriter writer, AttributeCount attribute, bool counts)
    {
        writer.Begin("Attribute"u8, "attributeName"u8, attribute.Name);
        if (counts)
        {
            writer.Number("attributeCount"u8, attribute.Instances);
            writer.Kinds("attributeTypes"u8, attribute.Kinds);
        }
        writer.Names("typeNames"u8, Names(attribute.Types.All()));
        writer.Close();
    }

    private static List<byte[]> Names(IEnumerable<Count> counts) => [.. counts.Select(count => count.Name)];

    private static async ValueTask WriteAsync(Exchange exchange, Action<DiscoveryWriter> write, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        var inBody = exchange.Accept == MediaType.JsonLd;
        write(new DiscoveryWriter(body, exchange.Call.Terms, inBody));
        await ResponseWriter.DocumentAsync(exchange, 200, body, inBody, cancel);
    }
}
