using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>The operations on policies and keys, beside the standard's API. Who may do them the book of policies says.</summary>
internal sealed class AccessEndpoints(ContextBroker broker, PolicyBook book, ApiKeys keys, FirstAdministrator first, PolicyOptions options)
{
    /// <summary>Where they are.</summary>
    public const string Root = "/access";

    private const int MaxBody = 1 << 20;

    private readonly ByteBudget _bodies = new(16 * MaxBody, "policies are being received");

    public async Task HandleAsync(HttpContext http)
    {
        var cancel = http.RequestAborted;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var answer = await RunAsync(http, cancel);
            if (answer is null)
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
            using var body = PooledBuffer.Rent();
            body.Append(System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString(Written)));
            await ResponseWriter.WriteAsync(http, http.Response.StatusCode, MediaTypes.Json, body, cancel);
        }
        catch (NgsiLdException ended)
        {
            await ProblemWriter.WriteAsync(http, ended.Error, cancel);
        }
        catch (JsonLdException context)
        {
            await ProblemWriter.WriteAsync(http, ContextErrors.Of(context), cancel);
        }
    }

    private static JsonSerializerOptions Written { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonDocumentOptions Once { get; } = new() { AllowDuplicateProperties = false, MaxDepth = BodyJson.MaxDepth };

    private async ValueTask<JsonNode?> RunAsync(HttpContext http, CancellationToken cancel)
    {
        var path = http.Request.Path.Value![Root.Length..].Trim('/').Split('/', 2);
        var (what, id) = (path[0], path.Length > 1 ? path[1] : null);
        if (!TenantId.TryParse(http.Request.Headers["NGSILD-Tenant"], out var tenant))
            throw NgsiLdErrors.Bad("NGSILD-Tenant has 1 to 64 letters, digits, dashes and underscores");
        var caller = CallerFeature.Of(http);
        switch (http.Request.Method, what, id)
        {
            case ("GET", "policies", _):
                return await book.ListAsync(tenant, caller, id, cancel);
            case ("PUT", "policies", not null):
                var policy = await BodyAsync(http, cancel);
                http.Response.StatusCode = StatusCodes.Status201Created;
                return new JsonObject { ["id"] = id, ["version"] = await book.PutAsync(tenant, caller, id, policy, await TermsAsync(http, tenant, policy, cancel), cancel) };
            case ("DELETE", "policies", not null):
                await book.DeleteAsync(tenant, caller, id, cancel);
                return null;
            case ("GET", "policy-set", null):
                return await book.SetAsync(tenant, caller, cancel);
            case ("POST", "policy-set", null):
                return await book.ActivateAsync(tenant, caller, await BodyAsync(http, cancel), cancel);
            case ("GET", "lint", null):
                return await book.LintAsync(tenant, caller, cancel);
            case ("GET", "keys", null):
                CheckAdministrator(caller);
                return await keys.ListAsync(cancel);
            case ("POST", "keys", null):
                CheckAdministrator(caller);
                return await CreateAsync(http, await BodyAsync(http, cancel), cancel);
            case ("DELETE", "keys", not null):
                CheckAdministrator(caller);
                await keys.RevokeAsync(id, cancel);
                return null;
            case ("POST", "first-administrator", null):
                return await FirstAsync(http, cancel);
            default:
                throw new NgsiLdException(NgsiLdErrors.NotFound($"{http.Request.Method} {http.Request.Path}"));
        }
    }

    private async ValueTask<JsonNode> FirstAsync(HttpContext http, CancellationToken cancel)
    {
        var body = await BodyAsync(http, cancel);
        var code = body["code"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        if (await keys.AnyWithAsync(options.AdministratorRole, cancel) || !first.Take(code))
            throw new NgsiLdException(NgsiLdErrors.Forbidden("that is not the code, or there is an administrator already"));
        var key = new JsonObject { ["name"] = body["name"]?.DeepClone(), ["roles"] = new JsonArray(options.AdministratorRole), ["tenants"] = new JsonArray("*") };
        return await CreateAsync(http, key, cancel);
    }

    private async ValueTask<JsonNode> CreateAsync(HttpContext http, JsonNode wanted, CancellationToken cancel)
    {
        using var form = JsonDocument.Parse(wanted.ToJsonString());
        var told = await keys.CreateAsync(form.RootElement, cancel);
        http.Response.StatusCode = StatusCodes.Status201Created;
        return told;
    }

    // Keys are of no tenant: who makes one for all has to be of all.
    private void CheckAdministrator(Caller caller)
    {
        if (caller.Roles.Contains(options.AdministratorRole) && caller.Tenants.All)
            return;
        throw new NgsiLdException(caller.Subject is null && caller.Key is null
            ? NgsiLdErrors.Unauthorized("say who you are; keys are for administrators") : NgsiLdErrors.Forbidden("keys are for administrators of all tenants"));
    }

    private async ValueTask<JsonNode> BodyAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is null or 0)
            throw NgsiLdErrors.Bad("a body is needed, with its length");
        var body = await RequestBody.ReadAsync(http.Request.BodyReader, http.Request.ContentLength.Value, MaxBody, _bodies, TimeSpan.FromSeconds(30), broker.Clock, cancel);
        try
        {
            using var document = BodyJson.Document(body.Memory);
            return JsonNode.Parse(body.Memory.Span, documentOptions: Once) as JsonObject ?? throw NgsiLdErrors.Bad("the body is a JSON object");
        }
        catch (JsonException)
        {
            throw NgsiLdErrors.Bad("a member is named twice");
        }
        finally
        {
            body.Release();
        }
    }

    private ValueTask<ActiveContext> TermsAsync(HttpContext http, TenantId tenant, JsonNode body, CancellationToken cancel)
    {
        if (body["@context"] is { } own)
            return broker.Terms.ResolveAsync(tenant.Value, System.Text.Encoding.UTF8.GetBytes(own.ToJsonString()), cancel);
        return LinkHeader.ContextUrl(http.Request.Headers.Link) is { } url
            ? broker.Terms.ResolveAsync(tenant.Value, url, cancel) : ValueTask.FromResult(broker.Terms.Default);
    }
}
