using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Makes a grant of policies for one caller.</summary>
/// <remarks>
/// 1 what is known of the caller is put in its places, so that plain conditions are left      3 all rules together: the rows that they open
/// 2 each policy becomes a rule: where it holds, which forms; of an author who is no administrator one for each that he has
/// </remarks>
internal sealed class GrantCompiler(
    IStorage storage, PolicySet set, IPolicyKeys keys, Cohorts cohorts, PolicyOptions options, TenantId tenant, Caller caller, Instant now,
    Func<Caller, CancellationToken, ValueTask<Grant>> administered)
{
    private static readonly TimeSpan RelationsKept = TimeSpan.FromSeconds(1);

    private Instant _notAfter = Instant.None;

    /// <summary>From when on the grant must not be used any more; none: as long as the policies hold.</summary>
    public Instant NotAfter => _notAfter;

    /// <summary>Policies whose sets were too large, or that were too many.</summary>
    public List<string> Failed { get; } = [];

    /// <param name="policies">Those that are for the caller.</param>
    /// <param name="right">What for.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<PolicyGrant> CompileAsync(IReadOnlyList<Policy> policies, Right right, CancellationToken cancel)
    {
        var holding = policies.Where(Holds).OrderBy(policy => policy.Effect != RuleEffect.Limit).ToList();
        var (active, others) = (holding.FindAll(policy => policy.Delegate is null), holding.FindAll(policy => policy.Delegate is not null));
        if (active.Count > Grant.MaxRules)
        {
            Failed.AddRange(active.Skip(Grant.MaxRules).Select(policy => policy.Id));
            // Limits come first: what is left out opens nothing.
            active.RemoveRange(Grant.MaxRules, active.Count - Grant.MaxRules);
        }
        var (writable, named) = right is Right.Read or Right.History ? Writable() : (_ => false, []);
        // Aliases for ids are of no use where relationships show the ids: they are known by the same ones.
        var aliased = active.Find(policy => policy.Effect != RuleEffect.Limit && policy.Forms.GetValueOrDefault(EntityNames.Id) is { Value: ValueStep.Pseudonym });
        var ids = aliased is null ? null : AliasesOf(aliased);
        var (opening, closing, overriding) = (new List<Filter>(), new List<Filter>(), new List<Filter>());
        var rules = ImmutableArray.CreateBuilder<AttributeRule>();
        var bits = (Open: 0UL, Close: 0UL, Override: 0UL);
        var (parts, hidden) = await PartsAsync(active, others, cancel);
        closing.AddRange(hidden);
        foreach (var (policy, when) in parts)
        {
            var bit = 1UL << rules.Count;
            if (policy.HidesEntity)
            {
                closing.Add(when);
                bits.Close |= bit;
            }
            else if (policy.Effect == RuleEffect.Allow)
            {
                opening.Add(when);
                bits.Open |= bit;
            }
            else if (policy.Effect == RuleEffect.Override)
            {
                overriding.Add(when);
                bits.Override |= bit;
            }
            rules.Add(RuleOf(policy, when, right, writable, named, ids));
        }
        var rows = Simplified.Any([Simplified.All([Simplified.Any([.. opening]), Simplified.Not(Simplified.Any([.. closing]))]), .. overriding]);
        return new PolicyGrant(
            Simplified.IsNothing(rows) ? Grant.None : new Grant(rows, rules.ToImmutable()) { RowRules = hidden.Count == 0 ? bits : null }, [.. active.Where(policy => policy.IsAudited).Select(policy => policy.Id)]);
    }

    /// <summary>Whether it holds now; notes when that changes.</summary>
    private bool Holds(Policy policy)
    {
        foreach (var time in new[] { policy.From, policy.Until })
        {
            if (!time.IsNone && time > now)
                Ends(time);
        }
        return policy.HoldsAt(now);
    }

    private void Ends(Instant time) => _notAfter = _notAfter.IsNone || time < _notAfter ? time : _notAfter;

    /// <summary>
    /// The policies with the entities that they are about, those of authors within what these may administer; and the entities that are hidden since a limit of an
    /// author does not fit in any more. What administrators say fits in first.
    /// </summary>
    private async ValueTask<(List<(Policy Policy, Filter When)> Parts, List<Filter> Hidden)> PartsAsync(List<Policy> active, List<Policy> others, CancellationToken cancel)
    {
        var (parts, hidden) = (new List<(Policy Policy, Filter When)>(), new List<Filter>());
        foreach (var policy in active)
            parts.Add((policy, await WhenAsync(policy, cancel)));
        foreach (var policy in others)
        {
            var author = policy.Delegate!;
            Ends(Instant.Of(now.ToDateTimeOffset() + RelationsKept));
            if (policy.Effect == RuleEffect.Limit && author.Is(caller))
                continue;
            foreach (var part in Delegation.Parts(policy, await WhenAsync(policy, cancel), await administered(author, cancel)))
            {
                if (parts.Count < Grant.MaxRules)
                    parts.Add(part);
                else if (policy.Effect == RuleEffect.Limit)
                    hidden.Add(part.When);
                else
                    Failed.Add(policy.Id);
            }
        }
        return (parts, hidden);
    }

    private async ValueTask<Filter> WhenAsync(Policy policy, CancellationToken cancel)
    {
        var sets = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (name, selection) in policy.Let)
        {
            sets[name] = await IdsAsync(selection, cancel);
            Ends(Instant.Of(now.ToDateTimeOffset() + RelationsKept));
            if (sets[name].IsDefault)
                Failed.Add(policy.Id);
        }
        var unknown = policy.Effect == RuleEffect.Limit ? Filter.Everything : Filter.Nothing;
        var when = Placeholders.Fill(policy.Entities, name => sets.TryGetValue(name, out var ids) ? ids : ValuesOf(name), unknown);
        return policy.Cohort is null ? when : await AmongOthersAsync(policy, when, cancel);
    }

    /// <summary>The entities that enough others are like; none where they could not be counted.</summary>
    private async ValueTask<Filter> AmongOthersAsync(Policy policy, Filter when, CancellationToken cancel)
    {
        var cohort = await cohorts.OfAsync(set, tenant, policy, now, cancel);
        Ends(cohort.Until);
        if (cohort.Ids is { } ids)
            return Filter.And(when, new Filter.IsAmong(ids));
        Failed.Add(policy.Id);
        return Filter.Nothing;
    }

    /// <summary>The ids of a set; default where they are too many.</summary>
    private async ValueTask<ImmutableArray<string>> IdsAsync(PolicySelection selection, CancellationToken cancel)
    {
        var filter = Placeholders.Fill(selection.Entities, ValuesOf, Filter.Nothing);
        var page = await storage.Entities.QueryAsync(tenant, new EntityQuery(filter, now, Limit: selection.Max), cancel);
        return page.More ? default : [.. page.Rows.Select(entity => entity.Id.Value)];
    }

    private ImmutableArray<string> ValuesOf(string name)
    {
        var subject = caller.Subject is null ? [] : ImmutableArray.Create(UriOf(caller.Subject, options.SubjectPrefix));
        var groups = caller.Groups.Select(group => UriOf(group, options.GroupPrefix)).ToImmutableArray();
        return name switch
        {
            Placeholders.Subject => subject,
            Placeholders.Groups => groups,
            _ => [.. subject, .. groups],
        };
    }

    private static string UriOf(string name, string prefix) => EntityId.TryParse(name, out var id) ? id.Value : prefix + Uri.EscapeDataString(name);

    private AttributeRule RuleOf(Policy policy, Filter when, Right right, Func<Iri?, bool> writable, IEnumerable<Iri> named, Aliases? ids)
    {
        var forms = policy.Forms.ToDictionary(pair => pair.Key, pair => Made(policy, pair.Value, writable(pair.Key)));
        if (policy.Rest is { Value: ValueStep.Pseudonym })
        {
            foreach (var name in named.Where(name => writable(name)))
                forms.TryAdd(name, Disclosure.Hide);
        }
        var rest = policy.Rest is null ? null : Made(policy, policy.Rest, writable(null));
        if (policy.Effect != RuleEffect.Limit && rest is not null)
        {
            // Who may write what decides about rights would decide about his own.
            if (right is Right.Create or Right.Update)
            {
                foreach (var control in set.ControlAttributes)
                    forms.TryAdd(control, Disclosure.Hide);
            }
            if (ids is not null && rest is { Value: ValueStep.Show, Aliases: null })
                rest = rest with { Aliases = ids };
        }
        return new AttributeRule(when, forms.ToFrozenDictionary(), rest, policy.Effect) { Beside = policy.Beside, Source = policy.Id, Notify = policy.Notify };
    }

    private Disclosure Made(Policy policy, Disclosure form, bool isWritable)
    {
        // Whoever may write could fill a cell up with what he knows, so that the rest of it follows.
        if (form.Cells is { Epsilon: 0 })
            return isWritable ? Disclosure.Hide : form;
        if (form.Cells is { Noise: null } cells)
            return form with { Cells = cells with { Noise = new NoisyMean(keys.NoiseSecretOf(tenant).Span, AudienceOf(policy), cells.Lattice!, cells.Epsilon) } };
        if (form.Value != ValueStep.Pseudonym)
            return form;
        // Whoever may write a value could try out which alias it gets.
        return isWritable ? Disclosure.Hide : form with { Aliases = AliasesOf(policy) };
    }

    private string AudienceOf(Policy policy) => policy.Audience ?? $"subject {caller.Subject ?? caller.Key ?? "anybody"}";

    private Aliases AliasesOf(Policy policy)
    {
        var audience = AudienceOf(policy);
        var epoch = 0;
        if (policy.Rotation is { } rotation)
        {
            epoch = (int)Math.Max(0, rotation.IndexOf(now));
            Ends(rotation.StartOf(epoch + 1));
        }
        return set.AliasesOf(audience, epoch, () => new Aliases(keys.SecretOf(tenant).Span, audience, epoch));
    }

    /// <summary>Whether the caller may write an attribute under any policy, whatever he says of his request.</summary>
    private (Func<Iri?, bool> Writable, IEnumerable<Iri> Named) Writable()
    {
        var writing = set.Of(caller, Right.Update, whateverHeSays: true).Concat(set.Of(caller, Right.Create, whateverHeSays: true))
            .Where(policy => policy.Effect != RuleEffect.Limit).ToList();
        var isWide = writing.Exists(policy => policy.Rest is { IsShown: true });
        var named = writing.SelectMany(policy => policy.Forms).Where(form => form.Value.IsShown).Select(form => form.Key).ToHashSet();
        // Ids are tried out by creating them, which is told of in any case.
        return (name => name is null ? isWide : !name.Equals(EntityNames.Id) && (named.Contains(name) || (isWide && !set.ControlAttributes.Contains(name))), named);
    }
}
