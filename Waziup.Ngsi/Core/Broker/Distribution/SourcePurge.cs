using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Has sources delete what a query selects of theirs (5.6.21).</summary>
/// <param name="sources">The sources.</param>
/// <param name="call">The request.</param>
/// <param name="plan">The query.</param>
/// <param name="seesAll">Whether the caller sees and may delete everything; else nobody but this broker can say what he may delete.</param>
internal sealed class SourcePurge(Sources sources, Call call, QueryPlan plan, bool seesAll)
{
    /// <summary>Stands in a result for entities that nobody here can name.</summary>
    private const string NoId = "urn:ngsi-ld:null";

    private readonly SourceQuery _query = new(plan, call.Terms, mayFilter: true);

    /// <param name="keep">Attributes that stay; null where it is not asked for.</param>
    /// <param name="drop">Attributes that go; null where it is not asked for.</param>
    /// <param name="report">Takes what failed.</param>
    /// <param name="cancel">Stops before anything is sent.</param>
    public async ValueTask RunAsync(string? keep, string? drop, BatchReport report, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (matches, _) = await sources.FindAsync(call, _query.Questions, cancel);
        matches.RemoveAll(match => match.Registration.Mode == SourceMode.Auxiliary
            || (match.Registration.Mode == SourceMode.Inclusive && !match.Registration.Supports(SourceOperations.PurgeEntity)));
        var errors = await sources.AskAsync(matches, match => SendAsync(match, keep, drop));
        for (var i = 0; i < matches.Count; i++)
        {
            if (errors[i] is { } error)
                report.Fail(NoId, error, matches[i].Registration.Id);
        }
    }

    private async ValueTask<NgsiLdError?> SendAsync(SourceMatch match, string? keep, string? drop)
    {
        var part = new WritePart(match, null);
        if (!match.Registration.Supports(SourceOperations.PurgeEntity))
            return PartOutcome.Unasked(part).Error;
        if (!seesAll)
            return NgsiLdErrors.Forbidden($"you may not delete everything that {match.Registration.Id} has");
        if (await sources.TermsOfAsync(call, match.Registration, CancellationToken.None) is not { } terms)
            return PartOutcome.Of(part, RemoteReply.Silent, call.Terms).Error;
        // Without its conditions it would delete more.
        if (!_query.IsFilteredIn(terms) && _query.HasConditions)
            return NgsiLdErrors.Conflict($"the conditions cannot be put into the @context of {match.Registration.Id}");
        NgsiLdError? error = null;
        foreach (var one in match.Parts(_query.Request))
        {
            var failed = await SendAsync(one, terms, keep, drop);
            error ??= failed;
        }
        return error;
    }

    private async ValueTask<NgsiLdError?> SendAsync(SourceMatch match, ActiveContext terms, string? keep, string? drop)
    {
        var named = Named(match, keep, drop);
        if (named is { Count: 0 })
            return null;
        if (_query.Purge(match, terms, named, keep) is not { } messages)
            return NgsiLdErrors.Conflict($"what of the entities {match.Registration.Id} is registered for cannot be told from the patterns");
        foreach (var message in messages)
        {
            var reply = await sources.SendAsync(call, match.Registration, message, CancellationToken.None);
            if (reply.Status != 404 && PartOutcome.Of(new WritePart(match, null), reply, terms).Error is { } error)
                return error;
        }
        return null;
    }

    /// <summary>The attributes that go; null for all, or for all but those that stay. Of a source that is registered for some attributes no others go.</summary>
    private List<Iri>? Named(SourceMatch match, string? keep, string? drop)
    {
        var named = (keep ?? drop) is { } list ? ProjectionParser.Attributes(keep is null ? "drop" : "keep", list, call.Terms).Attributes : [];
        if (match.Attributes is null)
            return drop is null ? null : [.. named];
        return drop is not null ? [.. named.Where(match.Has)] : [.. match.Attributes.Except(named)];
    }
}
