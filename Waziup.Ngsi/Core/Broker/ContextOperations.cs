using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>The operations on @contexts (5.13): add, list, serve, delete, reload.</summary>
/// <remarks>
/// Anybody may add one and read it by its unguessable id. Listing, deleting, and what others made the broker fetch are an administrator's affair.
/// </remarks>
internal sealed class ContextOperations(HostedContexts hosted, ContextResolver resolver, IAccessPolicy policy, NgsiLdOptions options)
{
    /// <summary>5.13.2</summary>
    public async ValueTask<HostedContext> AddAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> context;
        try
        {
            context = BodyContext.Find(body);
        }
        catch (NgsiLdException)
        {
            context = default;
        }
        if (context.IsEmpty)
            throw new NgsiLdException(NgsiLdErrors.InvalidRequest("the body is not a JSON object with the member @context"));
        if (hosted.List(call.Tenant).Count >= options.MaxHostedContexts)
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"{options.MaxHostedContexts} contexts are hosted already; delete one first"));
        ContextForm.Check(context.Span);
        return await hosted.AddAsync(call.Tenant, ContextKind.Hosted, context, cancel);
    }

    /// <summary>5.13.3: what is known about each, those of one kind or all.</summary>
    public async ValueTask<IReadOnlyList<ContextDescription>> ListAsync(Call call, ContextKind? kind, CancellationToken cancel)
    {
        await CheckAdministersAsync(call, cancel);
        var all = new List<ContextDescription>();
        if (kind is null or ContextKind.Cached)
            all.AddRange(resolver.Cache.List().Select(ContextDescription.Of));
        all.AddRange(hosted.List(call.Tenant).Where(context => kind is null || context.Kind == kind).Select(ContextDescription.Of));
        return all;
    }

    /// <summary>5.13.4: the document of a context that this broker serves.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ServeAsync(Call call, string id, CancellationToken cancel)
    {
        if (hosted.Find(call.Tenant, id) is { } context)
            return Delivered(context, call).Document;
        throw new NgsiLdException(await CachedAsync(call, id, cancel) is null
            ? NgsiLdErrors.NotFound($"context {id}")
            : NgsiLdErrors.NotSupported("a cached context is served by its origin; ask for details=true"));
    }

    /// <summary>5.13.4 with details.</summary>
    public async ValueTask<ContextDescription> DescribeAsync(Call call, string id, CancellationToken cancel)
    {
        if (hosted.Find(call.Tenant, id) is { } context)
        {
            var shown = ContextDescription.Of(context);
            Delivered(context, call);
            return shown;
        }
        return await CachedAsync(call, id, cancel) is { } cached
            ? ContextDescription.Of(cached) : throw new NgsiLdException(NgsiLdErrors.NotFound($"context {id}"));
    }

    /// <summary>5.13.5</summary>
    public async ValueTask DeleteAsync(Call call, string id, CancellationToken cancel)
    {
        await CheckAdministersAsync(call, cancel);
        if (await hosted.RemoveAsync(call.Tenant, id, cancel))
            return;
        if (resolver.Cache.Find(id) is not { } cached)
            throw new NgsiLdException(NgsiLdErrors.NotFound($"context {id}"));
        if (cached.IsCore)
            throw NgsiLdErrors.Bad("the core context is built in and cannot be deleted");
        resolver.Cache.Remove(id);
    }

    /// <summary>5.13.5 with reload: fetch a cached context anew; where that fails the old one stays.</summary>
    public async ValueTask ReloadAsync(Call call, string id, CancellationToken cancel)
    {
        await CheckAdministersAsync(call, cancel);
        if (hosted.Find(call.Tenant, id) is not null || resolver.Cache.Find(id) is null)
            throw NgsiLdErrors.Bad("only a cached context can be reloaded");
        try
        {
            await resolver.Cache.ReloadAsync(id, cancel);
        }
        catch (JsonLdException failure)
        {
            throw new NgsiLdException(NgsiLdErrors.ContextNotAvailable(failure.Message), failure);
        }
    }

    /// <summary>Of a context that the broker made, each delivery is a use; after the answer, as of a cached one.</summary>
    private static HostedContext Delivered(HostedContext context, Call call)
    {
        if (context.Kind == ContextKind.ImplicitlyCreated)
            context.Use(call.Now);
        return context;
    }

    /// <summary>The cache is shared by all: what is in it tells what others use.</summary>
    private async ValueTask<CachedContext?> CachedAsync(Call call, string id, CancellationToken cancel) =>
        !(await GrantAsync(call, cancel)).IsOfAll ? null : resolver.Cache.Show(id);

    private async ValueTask CheckAdministersAsync(Call call, CancellationToken cancel)
    {
        var grant = await GrantAsync(call, cancel);
        AccessErrors.CheckAny(grant.IsOfAll ? grant : Grant.None, call.Caller);
    }

    private ValueTask<Grant> GrantAsync(Call call, CancellationToken cancel) => policy.GrantAsync(call.Caller, call.Tenant, Right.Administer, cancel);
}
