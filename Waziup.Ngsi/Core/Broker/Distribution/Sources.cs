using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Finds the sources that a request concerns, and asks them.</summary>
internal sealed class Sources(
    LiveRegistrations live, SourceStates states, IContextSource source, RecentAnswers recent, SourceIdentity identity, ContextResolver terms, IAccessPolicy policy,
    FederationOptions options, TimeProvider clock)
{
    /// <summary>How often a write is decided on anew before it is given up.</summary>
    public const int MostDecisions = 16;

    // Of those behind one source.
    private const int MaxWarnings = 16;

    // Together those of the usual size take some 4 MB, the largest 24; pages of 20 a megabyte and a half, the largest 12.
    private const int MostHeard = 1024;
    private const int MostPages = 64;
    private const int MaxPageBytes = 192 * 1024;
    private const int MostRetrievals = 256;

    private readonly HeardEntities _heard = new(MostHeard);
    private readonly HeardEntities _pages = new(MostPages, MaxPageBytes);

    public ContextResolver Terms => terms;

    /// <summary>Whole entities that were asked for lately.</summary>
    public RecentRetrievals Retrievals { get; } = new(MostRetrievals);

    /// <summary>Reads what sources tell.</summary>
    /// <param name="tenant">The tenant that has asked.</param>
    /// <param name="isTemporal">They tell histories.</param>
    public RemoteEntities Reader(TenantId tenant, bool isTemporal = false) => new(terms, _heard, _pages, tenant, options.Timeout, clock, isTemporal);

    /// <summary>The fence up to which all are known; to be asked for before it is decided who carries a write out.</summary>
    public long Fence => live.Fence;

    /// <summary>Reads what has been registered meanwhile: a write was overtaken by it, and is decided on anew.</summary>
    public ValueTask RefreshAsync(CancellationToken cancel) => live.Refresh!(cancel);

    /// <summary>Whether anybody but this broker may be concerned.</summary>
    public bool Any(Call call) => !call.Local && !live[call.Tenant].IsEmpty;

    /// <summary>The sources that a request concerns; without those through which it came (6.3.18).</summary>
    /// <param name="call">The request.</param>
    /// <param name="request">What decides.</param>
    /// <param name="looping">Those through which it came; through this broker: all.</param>
    public List<SourceMatch> Find(Call call, SourceRequest request, out List<SourceMatch> looping) =>
        Find(call, index => index.Find(request, call.Now), out looping);

    /// <summary>The same for what may have been asked before.</summary>
    public List<SourceMatch> Find(Call call, SourceQuestions questions, out List<SourceMatch> looping) =>
        Find(call, index => questions.In(index, call.Now), out looping);

    /// <summary>The same for a question in which the caller may choose among sources (csf): what comes of it tells what is in registrations, of which administrators alone see all.</summary>
    public async ValueTask<(List<SourceMatch> Matches, List<SourceMatch> Looping)> FindAsync(Call call, SourceQuestions questions, CancellationToken cancel) =>
        await MayAskAsync(call, questions.Request, cancel) ? (Find(call, questions, out var looping), looping) : ([], []);

    /// <inheritdoc cref="FindAsync(Call, SourceQuestions, CancellationToken)"/>
    public async ValueTask<(List<SourceMatch> Matches, List<SourceMatch> Looping)> FindAsync(Call call, SourceRequest request, CancellationToken cancel) =>
        await MayAskAsync(call, request, cancel) ? (Find(call, request, out var looping), looping) : ([], []);

    private async ValueTask<bool> MayAskAsync(Call call, SourceRequest request, CancellationToken cancel) =>
        request.Condition is null || (await policy.GrantAsync(call.Caller, call.Tenant, Right.Administer, cancel)).IsOfAll;

    private List<SourceMatch> Find(Call call, Func<RegistrationIndex, IEnumerable<SourceMatch>> find, out List<SourceMatch> looping)
    {
        looping = [];
        if (!Any(call))
            return [];
        var passed = call.Incoming.Passed;
        if (passed.Length > options.MaxVia)
            throw new NgsiLdException(NgsiLdErrors.LoopDetected($"the request has come through more than {options.MaxVia} brokers"));
        var isBack = passed.Contains(identity.AliasOf(call.Tenant), StringComparer.Ordinal);
        var matches = new List<SourceMatch>();
        foreach (var match in find(live[call.Tenant]))
            (isBack || (match.Registration.Alias is { } alias && passed.Contains(alias, StringComparer.Ordinal)) ? looping : matches).Add(match);
        return matches;
    }

    /// <summary>What is held here of an entity, without what others stand in for; null for nothing.</summary>
    public Entity? Own(Call call, Entity held)
    {
        var request = new SourceRequest { Ids = [held.Id], Types = [.. held.Types.Select(type => new Iri(type))] };
        return Coverage.Rest(live[call.Tenant].Find(request, call.Now), held);
    }

    /// <summary>The @context in which a source is talked to; null, and a warning, where it cannot be had.</summary>
    public async ValueTask<ActiveContext?> TermsOfAsync(Call call, Registration registration, CancellationToken cancel)
    {
        // A source cannot fetch what only stands in a body; full names mean the same everywhere.
        if (registration.ContextUrl is not { } url)
            return call.Terms.Url is not null || call.Terms.IsDefault ? call.Terms : terms.Default;
        try
        {
            return await terms.ResolveAsync(call.Tenant.Value, url, cancel);
        }
        catch (JsonLdException)
        {
            Warnings.Add(call, registration, Warnings.Silent, "the @context of the source cannot be had");
            return null;
        }
    }

    /// <summary>Asks a source, unless it has answered the same, or failed, a moment ago.</summary>
    public async ValueTask<RemoteReply> SendAsync(Call call, Registration registration, RemoteMessage message, CancellationToken cancel)
    {
        var request = message.To(registration, call.Incoming, identity.AliasOf(call.Tenant), options);
        var reply = registration.Management.CacheDuration is { } duration
            ? await recent.AskAsync(registration.Key, duration, request, message.IsQuestion, () => SendAsync(registration, request, cancel))
            : await SendAsync(registration, request, cancel);
        foreach (var warning in reply.Warnings.Where(warning => warning.All(letter => letter is >= ' ' and <= '~')).Take(MaxWarnings))
            call.Incoming.Warn(warning);
        return reply;
    }

    private async ValueTask<RemoteReply> SendAsync(Registration registration, RemoteCall request, CancellationToken cancel)
    {
        if (states.IsCooling(registration))
            return RemoteReply.Silent;
        var reply = await source.SendAsync(request, cancel);
        states.Note(registration.Key, !reply.IsFailure);
        return reply;
    }

    /// <summary>What somebody may see. No more of anybody's data goes to a source than the owner of its registration may.</summary>
    public ValueTask<Grant> ReadingAsync(Caller caller, TenantId tenant, CancellationToken cancel, Right right = Right.Read) =>
        policy.GrantAsync(caller, tenant, right, cancel);

    /// <summary>Asks several sources at the same time.</summary>
    public async ValueTask<TAnswer[]> AskAsync<T, TAnswer>(IReadOnlyList<T> parts, Func<T, ValueTask<TAnswer>> ask)
    {
        if (parts.Count < 2)
            return parts.Count == 0 ? [] : [await ask(parts[0])];
        var answers = new TAnswer[parts.Count];
        await Parallel.ForAsync(
            0, parts.Count, new ParallelOptions { MaxDegreeOfParallelism = options.MaxSourcesAtOnce }, async (i, _) => answers[i] = await ask(parts[i]));
        return answers;
    }
}
