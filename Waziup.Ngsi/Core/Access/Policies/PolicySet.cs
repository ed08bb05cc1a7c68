using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>The policies of a tenant that hold together, and the grants that were made of them.</summary>
/// <param name="number">Grows with each change.</param>
/// <param name="policies">The policies.</param>
/// <param name="at">When they were activated.</param>
/// <remarks>Thread-safe. A change makes another set, so nothing that was granted before outlives it.</remarks>
internal sealed class PolicySet(long number, ImmutableArray<Policy> policies, Instant at)
{
    private const int MaxGrants = 4096;

    private readonly FrozenDictionary<string, ImmutableArray<Policy>> _byWho = policies.SelectMany(policy => policy.Who.Select(who => (Who: who, Policy: policy)))
        .GroupBy(pair => pair.Who, pair => pair.Policy, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (PolicyGrant Grant, Instant NotAfter)> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Audience, int Epoch), Aliases> _aliases = new();
    private readonly ConcurrentDictionary<string, KeptCohort> _cohorts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Question, (PolicyGrant Grant, Instant NotAfter)> _answered = new();

    /// <summary>Of a tenant for which nothing was ever said: nobody may do anything.</summary>
    public static PolicySet Empty { get; } = new(0, [], Instant.None);

    public long Number => number;

    /// <summary>Whether these policies do not hold, but are tried.</summary>
    public bool IsTried => number == 0;

    /// <summary>Whether these are the policies of a set.</summary>
    public bool Is(ActiveSet active) => number == active.Number && at == active.At;

    public ImmutableArray<Policy> Policies => policies;

    /// <summary>The attributes by which any policy says which entities it is about. Who may write one decides who may do what, so they have to be named to be written.</summary>
    public ImmutableArray<Iri> ControlAttributes { get; } =
    [
        .. policies.SelectMany(policy => policy.Let.Values.Select(set => set.Entities).Append(policy.Entities).SelectMany(NamesIn)
            .Concat(policy.Release?.ControlNames ?? [])).Concat(policies.Select(policy => policy.Cohort?.Unit).OfType<Iri>()).Distinct(),
    ];

    /// <summary>The policies that are for a caller, whatever is stored.</summary>
    /// <param name="caller">He.</param>
    /// <param name="right">What for.</param>
    /// <param name="whateverHeSays">Whether those count too that are for another purpose, or want a reason.</param>
    public List<Policy> Of(Caller caller, Right right, bool whateverHeSays = false)
    {
        var found = new List<Policy>();
        foreach (var who in WhoIs(caller))
        {
            if (!_byWho.TryGetValue(who, out var some))
                continue;
            foreach (var policy in some)
            {
                if (policy.Rights.Contains(right) && (whateverHeSays || policy.IsFor(caller)) && !found.Exists(known => ReferenceEquals(known, policy)))
                    found.Add(policy);
            }
        }
        return found;
    }

    /// <summary>The grant that was made of some policies for somebody, while it may be used, and until when that is.</summary>
    public (PolicyGrant Grant, Instant NotAfter)? Known(string key, Instant now) =>
        _grants.TryGetValue(key, out var known) && (known.NotAfter.IsNone || now < known.NotAfter) ? known : null;

    /// <summary>Keeps a grant.</summary>
    /// <param name="key">Of whom and what for.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="notAfter">From when on it must not be used; none: as long as the set.</param>
    public void Keep(string key, PolicyGrant grant, Instant notAfter)
    {
        if (_grants.Count >= MaxGrants)
            _grants.Clear();
        _grants[key] = (grant, notAfter);
    }

    /// <summary>The entities that a policy with a cohort shows, while its period lasts.</summary>
    public KeptCohort? CohortOf(string policy, Instant now) => _cohorts.TryGetValue(policy, out var kept) && now < kept.Until ? kept : null;

    /// <summary>Keeps the entities that a policy with a cohort shows.</summary>
    public KeptCohort Keep(string policy, KeptCohort cohort) => _cohorts[policy] = cohort;

    /// <summary>The aliases of an audience, which outlive the grants that were made with them.</summary>
    public Aliases AliasesOf(string audience, int epoch, Func<Aliases> make)
    {
        if (_aliases.Count >= MaxGrants)
            _aliases.Clear();
        return _aliases.GetOrAdd((audience, epoch), _ => make());
    }

    /// <summary>The grant of somebody who has asked just so before, while it may be used.</summary>
    public PolicyGrant? Answered(in Question question, Instant now) =>
        _answered.TryGetValue(question, out var known) && (known.NotAfter.IsNone || now < known.NotAfter) ? known.Grant : null;

    /// <summary>Keeps who has got which grant.</summary>
    public void Answer(in Question question, PolicyGrant grant, Instant notAfter)
    {
        if (_answered.Count >= MaxGrants)
            _answered.Clear();
        _answered[question] = (grant, notAfter);
    }

    /// <summary>What a policy may call a caller.</summary>
    public static IEnumerable<string> WhoIs(Caller caller)
    {
        yield return "anybody";
        if (caller.Subject is null && caller.Key is null)
            yield break;
        yield return "authenticated";
        if (caller.Subject is { } subject)
            yield return $"subject:{subject}";
        if (caller.Key is { } key)
            yield return $"key:{key}";
        foreach (var role in caller.Roles)
            yield return $"role:{role}";
        foreach (var group in caller.Groups)
            yield return $"group:{group}";
    }

    private static IEnumerable<Iri> NamesIn(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(NamesIn),
        Filter.Any any => any.Parts.SelectMany(NamesIn),
        Filter.Not not => NamesIn(not.Part),
        Filter.InScope => [EntityNames.Scope],
        _ => ConditionNames.All(filter),
    };
}

/// <summary>Everything about a caller that decides what he is given. Roles and groups are the same where they are the same list, which is quick to see.</summary>
internal readonly record struct Question(string? Subject, string? Key, string? Purpose, bool HasReason, ImmutableArray<string> Roles, ImmutableArray<string> Groups, Right Right)
{
    public static Question Of(Caller caller, Right right) =>
        new(caller.Subject, caller.Key, caller.Purpose, !string.IsNullOrWhiteSpace(caller.Reason), caller.Roles, caller.Groups, right);
}

/// <summary>A grant, and the policies of it whose use is written down.</summary>
/// <param name="Grant">What may be done.</param>
/// <param name="Audited">The ids of these policies.</param>
internal sealed record PolicyGrant(Grant Grant, ImmutableArray<string> Audited)
{
    /// <summary>Nothing.</summary>
    public static PolicyGrant None { get; } = new(Grant.None, []);
}
