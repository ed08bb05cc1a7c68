using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Decides by policies that are kept in the store: whatever no policy allows nobody may do.</summary>
/// <remarks>
/// <para>A grant is made once for a caller and a right, and kept as long as the policies hold of which it was made. Sets of related entities that
/// policies name (<c>let</c>) are asked for anew each second.</para>
/// <para>A change holds for the next request on the node that made it, and within a second on others. Thread-safe.</para>
/// </remarks>
public sealed partial class DocumentPolicy : IAccessPolicy, IDisposable
{
    private readonly IStorage _storage;
    private readonly IPolicyKeys _keys;
    private readonly IStandingCallers? _callers;
    private readonly TimeProvider _clock;
    private readonly IAuditLog _audit;
    private readonly ILogger<DocumentPolicy> _log;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private FrozenDictionary<TenantId, PolicySet>? _sets;
    private long _version;
    private long _lookedAt;

    /// <param name="storage">Where policies and entities are.</param>
    /// <param name="keys">The keys of pseudonyms.</param>
    /// <param name="clock">Tells what holds.</param>
    /// <param name="options">How policies are carried out.</param>
    /// <param name="audit">Takes down uses of policies that want it.</param>
    /// <param name="log">Is told of policies that could not be carried out.</param>
    /// <param name="callers">Knows who is still known, and what of; null where what a caller brought is all there is to know.</param>
    public DocumentPolicy(
        IStorage storage, IPolicyKeys keys, TimeProvider clock, IOptions<PolicyOptions> options, IAuditLog audit, ILogger<DocumentPolicy> log, IStandingCallers? callers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_storage, _keys, _clock, _audit, _log, _callers, Options) = (storage, keys, clock, audit, log, callers, options.Value);
        Cohorts = new Cohorts(storage, keys, Options);
        // The names of policies are kept with them.
        Resolver = new ContextResolver(new NoContexts(), clock, new ContextOptions());
    }

    internal PolicyOptions Options { get; }

    internal ContextResolver Resolver { get; }

    internal Cohorts Cohorts { get; }

    /// <inheritdoc cref="IPolicyKeys.NoiseSecretOf"/>
    internal ReadOnlyMemory<byte> NoiseSecretOf(TenantId tenant) => _keys.NoiseSecretOf(tenant);

    private bool IsStale => _sets is null || _clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= Options.RefreshInterval;

    private Instant Now => Instant.Of(_clock.GetUtcNow());

    /// <inheritdoc/>
    public async ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (_callers is not null)
        {
            if (await _callers.NowAsync(caller, cancel) is not { } known)
                return Grant.None;
            caller = known;
        }
        if (!caller.Tenants.Contains(tenant))
            return Grant.None;
        var set = await SetAsync(tenant, cancel);
        var (question, now) = (Question.Of(caller, right), Now);
        if (set.Answered(question, now) is not { } granted)
        {
            (granted, var notAfter) = await FindAsync(set, caller, tenant, right, now, cancel);
            set.Answer(question, granted, notAfter);
        }
        foreach (var id in granted.Audited)
            _audit.Write(new AuditEntry("policy-used", caller) { Tenant = tenant.Value, About = id, Detail = right.ToString() });
        return granted.Grant;
    }

    private async ValueTask<(PolicyGrant Grant, Instant NotAfter)> FindAsync(PolicySet set, Caller caller, TenantId tenant, Right right, Instant now, CancellationToken cancel)
    {
        var policies = set.Of(caller, right);
        if (policies.Count == 0)
            return (PolicyGrant.None, Instant.None);
        var key = KeyOf(caller, right, policies);
        return set.Known(key, now) ?? await MakeAsync(set, caller, tenant, right, policies, key, now, cancel);
    }

    /// <summary>The policies that hold in a tenant.</summary>
    internal async ValueTask<PolicySet> SetAsync(TenantId tenant, CancellationToken cancel)
    {
        if (IsStale)
            await RefreshAsync(cancel);
        return _sets!.GetValueOrDefault(tenant) ?? PolicySet.Empty;
    }

    /// <summary>Reads what holds, where that has changed: at once on the node that changed it.</summary>
    internal async ValueTask RefreshAsync(CancellationToken cancel, bool always = false)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            // Another one has looked while this one waited.
            if (!always && !IsStale)
                return;
            var version = await _storage.Documents.VersionAsync(cancel);
            // A store that one process uses alone counts nothing; a tenant may have been deleted, and begun anew.
            if (_sets is null || always || version != _version || version == 0)
                _sets = await ReadAsync(cancel);
            _version = version;
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async ValueTask<FrozenDictionary<TenantId, PolicySet>> ReadAsync(CancellationToken cancel)
    {
        var sets = new Dictionary<TenantId, PolicySet>();
        foreach (var (tenant, document) in await _storage.Documents.ListAsync(DocumentKind.PolicySet, cancel))
        {
            if (document.Id != ActiveSet.Current)
                continue;
            var active = ActiveSet.Of(document);
            // A set that did not change keeps what was granted under it.
            sets[tenant] = _sets?.GetValueOrDefault(tenant) is { } known && known.Is(active) ? known : await TryReadAsync(tenant, active, cancel);
        }
        return sets.ToFrozenDictionary();
    }

    private async ValueTask<PolicySet> ReadAsync(TenantId tenant, ActiveSet active, CancellationToken cancel)
    {
        var policies = ImmutableArray.CreateBuilder<Policy>();
        foreach (var (id, version) in active.Versions)
        {
            var document = await _storage.Documents.FindAsync(tenant, DocumentKind.Policy, StoredPolicy.KeyOf(id, version), cancel)
                ?? throw new InvalidOperationException($"version {version} of {id} holds, but is not there");
            policies.Add(await StoredPolicy.Of(document).ReadAsync(Resolver, cancel));
        }
        return new PolicySet(active.Number, policies.ToImmutable(), active.At);
    }

    /// <summary>One tenant whose policies cannot be read must not keep others from being asked: in it nobody may do anything.</summary>
    private async ValueTask<PolicySet> TryReadAsync(TenantId tenant, ActiveSet active, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(tenant, active, cancel);
        }
        catch (Exception broken) when (broken is InvalidOperationException or JsonException or NgsiLdException { Error.Status: < 500 })
        {
            Unreadable(_log, broken, active.Number, tenant.Value);
            return new PolicySet(active.Number, [], active.At);
        }
    }

    /// <summary>What the author of a policy may administer now. That only administrators give, so it ends there.</summary>
    internal async ValueTask<Grant> AdministeredAsync(PolicySet set, Caller author, TenantId tenant, CancellationToken cancel)
    {
        var known = _callers is null ? author : await _callers.NowAsync(author.Away, cancel);
        return known is null || !known.Tenants.Contains(tenant) ? Grant.None : (await FindAsync(set, known, tenant, Right.Administer, Now, cancel)).Grant.Grant;
    }

    /// <summary>What a set of policies would give a caller, whether he is known or not; nothing of it is kept.</summary>
    internal async ValueTask<(Grant Grant, IReadOnlyList<string> Failed)> TryAsync(PolicySet set, Caller caller, TenantId tenant, Right right, CancellationToken cancel)
    {
        var compiler = CompilerOf(set, caller, tenant, Now);
        return ((await compiler.CompileAsync(set.Of(caller, right), right, cancel)).Grant, compiler.Failed);
    }

    private GrantCompiler CompilerOf(PolicySet set, Caller caller, TenantId tenant, Instant now) =>
        new(_storage, set, _keys, Cohorts, Options, tenant, caller, now, (author, end) => AdministeredAsync(set, author, tenant, end));

    private async ValueTask<(PolicyGrant Grant, Instant NotAfter)> MakeAsync(
        PolicySet set, Caller caller, TenantId tenant, Right right, List<Policy> policies, string key, Instant now, CancellationToken cancel)
    {
        var compiler = CompilerOf(set, caller, tenant, now);
        var made = await compiler.CompileAsync(policies, right, cancel);
        foreach (var id in compiler.Failed.Distinct(StringComparer.Ordinal))
            Failed(_log, id, tenant.Value);
        set.Keep(key, made, compiler.NotAfter);
        return (made, compiler.NotAfter);
    }

    /// <summary>Callers for whom the same policies are share a grant, unless one asks who they are.</summary>
    private static string KeyOf(Caller caller, Right right, List<Policy> policies)
    {
        var who = policies.Exists(policy => policy.IsPersonal || policy.Delegate is not null) ? $"{caller.Subject}\n{caller.Key}\n{string.Join('\n', caller.Groups.Order(StringComparer.Ordinal))}" : "";
        // An author's limits do not bind himself.
        var mark = policies.Exists(policy => policy.Delegate is not null) ? $"{caller.Mark}\n{caller.Issuer}" : "";
        // What somebody may write decides which pseudonyms he gets, and which cells he is told of.
        var roles = policies.Exists(policy => policy.Delegate is not null || policy.Forms.Values.Append(policy.Rest).Any(form => form is { Value: ValueStep.Pseudonym or ValueStep.Aggregate }))
            ? $"{caller.Subject}\n{caller.Key}\n{caller.Purpose}\n{string.Join('\n', caller.Roles)}\n\n{string.Join('\n', caller.Groups)}" : "";
        return $"{right}\n{string.Join('\n', policies.Select(policy => policy.Id))}\n\n{who}\n\n{mark}\n\n{roles}";
    }

    [LoggerMessage(LogLevel.Error, "Set {Number} of the policies of tenant {Tenant} cannot be read: nobody may do anything there")]
    private static partial void Unreadable(ILogger log, Exception broken, long number, string tenant);

    [LoggerMessage(LogLevel.Error, "Policy {Policy} of tenant {Tenant} could not be carried out: its sets are too large, or too many policies are for one caller. It opens nothing")]
    private static partial void Failed(ILogger log, string policy, string tenant);

    /// <summary>Policies name no contexts.</summary>
    private sealed class NoContexts : IContextLoader
    {
        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) =>
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, "policies name no contexts");
    }
}
