using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Access.Policies.Explaining;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>The operations on policies. Who may do them the book of policies says.</summary>
internal sealed class PolicyEndpoints(ContextBroker broker, PolicyBook book, PolicyActivation activation, PolicyExplainer explainer, PolicyTrial trial) : IAccessRoutes
{
    public IEnumerable<AccessRoute> Routes =>
    [
        new("GET", "policies", false, async (request, cancel) => await book.ListAsync(request.Tenant, request.Caller, null, cancel)),
        new("GET", "policies", true, async (request, cancel) => await book.ListAsync(request.Tenant, request.Caller, request.Id, cancel)),
        new("PUT", "policies", true, PutAsync),
        new("DELETE", "policies", true, DeleteAsync),
        new("GET", "policy-set", false, async (request, cancel) => await activation.SetAsync(request.Tenant, request.Caller, cancel)),
        new("POST", "policy-set", false, async (request, cancel) => await activation.ActivateAsync(request.Tenant, request.Caller, await ObjectAsync(request, cancel), cancel)),
        new("POST", "explain", false, async (request, cancel) => await explainer.ExplainAsync(request.Tenant, request.Caller, await request.BodyAsync(cancel), await KnownTermsAsync(request, cancel), cancel)),
        new("POST", "dry-run", false, TryAsync),
        new("GET", "lint", false, async (request, cancel) => await activation.LintAsync(request.Tenant, request.Caller, cancel)),
    ];

    private async ValueTask<JsonNode?> PutAsync(AccessRequest request, CancellationToken cancel)
    {
        await book.CheckAuthorAsync(request.Caller, request.Tenant, cancel);
        var policy = await ObjectAsync(request, cancel);
        var version = await book.PutAsync(request.Tenant, request.Caller, request.Id, policy, await TermsAsync(request, policy, cancel), cancel);
        return request.Created(new JsonObject { ["id"] = request.Id, ["version"] = version });
    }

    private async ValueTask<JsonNode?> TryAsync(AccessRequest request, CancellationToken cancel)
    {
        book.Check(request.Caller, request.Tenant);
        var form = await request.BodyAsync(cancel);
        return await trial.TryAsync(request.Tenant, request.Caller, form, await KnownTermsAsync(request, cancel), cancel);
    }

    private async ValueTask<JsonNode?> DeleteAsync(AccessRequest request, CancellationToken cancel)
    {
        await book.DeleteAsync(request.Tenant, request.Caller, request.Id, cancel);
        return null;
    }

    private static async ValueTask<JsonObject> ObjectAsync(AccessRequest request, CancellationToken cancel) => JsonObject.Create(await request.BodyAsync(cancel))!;

    /// <summary>The @context that a request names, for administrators; others are told in the words of the usual one: nothing is fetched for just anybody.</summary>
    private async ValueTask<ActiveContext> KnownTermsAsync(AccessRequest request, CancellationToken cancel)
    {
        return book.Allows(request.Caller, request.Tenant) ? await TermsAsync(request, [], cancel) : broker.Terms.Default;
    }

    private ValueTask<ActiveContext> TermsAsync(AccessRequest request, JsonObject policy, CancellationToken cancel)
    {
        if (policy["@context"] is { } own)
            return broker.Terms.ResolveAsync(request.Tenant.Value, Encoding.UTF8.GetBytes(own.ToJsonString()), cancel);
        return LinkHeader.ContextUrl(request.Http.Request.Headers.Link) is { } url
            ? broker.Terms.ResolveAsync(request.Tenant.Value, url, cancel) : ValueTask.FromResult(broker.Terms.Default);
    }
}
