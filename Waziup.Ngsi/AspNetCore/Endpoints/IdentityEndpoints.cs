using System.Xml;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/info/sourceIdentity (6.33).</summary>
internal static class IdentityEndpoints
{
    public static async ValueTask RetrieveAsync(Exchange exchange, CancellationToken cancel)
    {
        var identity = exchange.Broker.Identity;
        using var body = PooledBuffer.Rent();
        body.Append("{\"id\":"u8);
        Utf8Json.AppendString(body, identity.IdOf(exchange.Call.Tenant));
        body.Append(",\"type\":\"ContextSourceIdentity\",\"contextSourceAlias\":"u8);
        Utf8Json.AppendString(body, identity.AliasOf(exchange.Call.Tenant));
        body.Append(",\"contextSourceUptime\":"u8);
        Utf8Json.AppendString(body, XmlConvert.ToString(TimeSpan.FromSeconds(Math.Floor(identity.Uptime.TotalSeconds))));
        body.Append(",\"contextSourceTimeAt\":"u8);
        exchange.Call.Now.AppendTo(body);
        var inBody = exchange.Accept == MediaType.JsonLd;
        if (inBody)
        {
            body.Append(",\"@context\":"u8);
            body.Append(exchange.Call.Terms.Source.Span);
        }
        body.Append((byte)'}');
        await ResponseWriter.DocumentAsync(exchange, 200, body, inBody, cancel);
    }
}
