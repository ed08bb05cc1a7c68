using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Finds the @context by which a request's names are read and its answer's are written.</summary>
internal static class RequestContext
{
    /// <summary>The @context of the request (6.3.5): of the body in JSON-LD, else of the Link header, else the core context.</summary>
    public static ValueTask<ActiveContext> FindAsync(Exchange exchange, TenantId tenant, bool isJsonLd, CancellationToken cancel)
    {
        var route = exchange.Route;
        var terms = exchange.Broker.Terms;
        var link = LinkHeader.ContextUrl(exchange.Http.Request.Headers.Link);
        if (isJsonLd && route.Body is BodyKind.Terms or BodyKind.Batch)
        {
            if (link is not null)
                throw NgsiLdErrors.Bad("application/ld+json carries its @context in the body; a Link header must not name one");
            if (route.Body == BodyKind.Batch)
                return ValueTask.FromResult(terms.Default);
            var context = BodyContext.Find(exchange.Body);
            return context.IsEmpty
                ? throw NgsiLdErrors.Bad("the body has no @context, which application/ld+json demands")
                : terms.ResolveAsync(tenant.Value, context, cancel);
        }
        return link is null ? ValueTask.FromResult(terms.Default) : ResolveAsync(exchange, tenant, link, cancel);
    }

    private static async ValueTask<ActiveContext> ResolveAsync(Exchange exchange, TenantId tenant, string link, CancellationToken cancel)
    {
        try
        {
            return await exchange.Broker.Terms.ResolveAsync(tenant.Value, link, cancel);
        }
        catch (JsonLdException) when (exchange.Route.Body != BodyKind.None)
        {
            BodyContext.CheckJson(exchange.Body.Span);
            throw;
        }
    }
}
