using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>Makes of conditions on entities conditions on what a caller sees of them.</summary>
/// <remarks>
/// 1 what is always hidden is missing, before any store is asked     3 everything else is judged on what is disclosed, entity by
/// 2 what is shown or hidden is asked where it is shown                 entity; the store is asked for whatever may fit
/// </remarks>
internal sealed class Restriction(Grant grant)
{
    /// <param name="filter">The condition.</param>
    /// <param name="isStanding">Whether nobody is there to be told: what cannot be asked then meets nothing.</param>
    /// <exception cref="NgsiLdException">BadRequestData for a pattern on what is shown under a pseudonym.</exception>
    public Filter OnView(Filter filter, bool isStanding = false) => filter switch
    {
        Filter.All all => new Filter.All([.. all.Parts.Select(part => OnView(part, isStanding))]),
        Filter.Any any => new Filter.Any([.. any.Parts.Select(part => OnView(part, isStanding))]),
        Filter.Not not => new Filter.Not(OnView(not.Part, isStanding)),
        Filter.HasAttribute attribute => On(attribute, attribute.Name),
        Filter.Exists exists => On(exists, exists.Path),
        Filter.Compares compares => On(compares, compares.Path),
        Filter.Fits { Path.Names: [var name, ..] } when IsAliased(name) => NoPattern(isStanding),
        Filter.Fits fits => On(fits, fits.Path),
        Filter.InScope scope => On(scope, EntityNames.Scope),
        Filter.Lies lies => On(lies, lies.Property),
        Filter.HasId { IsStored: true } or Filter.IsAmong => filter,
        Filter.HasId ids => grant.AliasesIds ? Disclosed(ids, EntityNames.Id) : ids,
        Filter.IdMatches => grant.AliasesIds ? NoPattern(isStanding) : filter,
        Filter.OfType => filter,
        // Links are looked up under the grant before; what this does not know is not let through.
        _ => throw new InvalidOperationException($"unknown filter {filter.GetType()}"),
    };

    private static Filter NoPattern(bool isStanding) =>
        isStanding ? Filter.Nothing : throw NgsiLdErrors.Bad("what is shown under a pseudonym has no pattern");

    public Ordering OnView(Ordering order) => order.OnView(key => key.By switch
    {
        OrderBy.Id when grant.AliasesIds => throw NgsiLdErrors.Bad("ids are shown as aliases here, which have no order"),
        OrderBy.Path when key.Path!.Names is [var name, ..] && IsAliased(name) => throw NgsiLdErrors.Bad("what is shown under a pseudonym has no order"),
        OrderBy.Path when key.Path!.Names.Any(IsProof) => key with { Where = Filter.Nothing },
        OrderBy.Path when key.Path!.Names is [var name, ..] => IsAltered(name)
            ? key with { Where = VisibleWhere(name), Lens = new EntityLens(grant, name) } : key with { Where = ShownWhere(name) },
        OrderBy.Path => key with { Where = WhereOf(key.Path!.Member) },
        OrderBy.Scope => key with { Where = ShownWhere(EntityNames.Scope) },
        _ => key,
    });

    private Filter On(Filter leaf, AttributePath path) =>
        path.Names is not [var name, ..] ? Filter.And(leaf, WhereOf(path.Member)) : path.Names.Any(IsProof) ? Filter.Nothing : On(leaf, name);

    // A proof says of which entity it is: where that may have an alias, none is shown, and none is asked.
    private bool IsProof(Iri name) => grant.AliasesIds && InstanceDisclosure.IsProof(name.Utf8);

    private Filter On(Filter leaf, Iri name) => IsProof(name) ? Filter.Nothing : IsAltered(name) ? Disclosed(leaf, name) : ShownWhere(name) switch
    {
        Filter.Any { Parts.IsEmpty: true } => Filter.Nothing,
        var shown => Filter.And(leaf, shown),
    };

    /// <summary>Every stored entity of which the condition may hold, and of those the ones of which it does.</summary>
    private Filter Disclosed(Filter leaf, Iri name) => Filter.And(
        leaf is Filter.HasId ids ? Behind(ids) : Filter.And(Widened(leaf), VisibleWhere(name)), new Filter.Disclosed(leaf, new EntityLens(grant, name)));

    private Filter.HasId Behind(Filter.HasId ids) => new([.. ids.Ids.Concat(ids.Ids.Select(grant.IdBehind)).Distinct()]);

    /// <summary>Aliases stand for ids that are stored; what else a value was made of is not sought.</summary>
    private Filter Widened(Filter leaf) =>
        leaf is Filter.Compares { Comparison: Comparison.Equal, Operand: Operand.Text { Value: var text } } compares && grant.MayAlias && EntityId.TryParse(text, out var id)
            && grant.IdBehind(id) is var behind && behind != id
            ? compares with { Operand = new Operand.Text(behind.Value) } : Filter.Everything;

    /// <summary>Where a time of the entity itself is shown. When it was changed is told as far as what the caller sees was changed; that no store can be asked.</summary>
    private Filter WhereOf(PathMember member) => member switch
    {
        PathMember.ModifiedAt => Filter.Nothing,
        PathMember.CreatedAt => ShownWhere(EntityNames.CreatedAt),
        PathMember.ExpiresAt => ShownWhere(EntityNames.ExpiresAt),
        _ => Filter.Everything,
    };

    /// <summary>Whether the attribute may be shown in a form other than it has.</summary>
    private bool IsAltered(Iri name) => grant.Rules.Any(rule =>
        (rule.Of(name) is { } form && (!(form.IsShown || form.IsHidden) || !form.Datasets.IsDefault)) || rule.Beside.Keys.Any(key => key.Attribute.Equals(name)));

    /// <summary>Whether the attribute may be shown under a pseudonym.</summary>
    private bool IsAliased(Iri name) => grant.Rules.Any(rule => rule.Effect != RuleEffect.Limit && rule.Of(name) is { Value: ValueStep.Pseudonym });

    /// <summary>Where an attribute that is shown or hidden is shown.</summary>
    private Filter ShownWhere(Iri name)
    {
        var limits = WhensOf(name, rule => rule is { Effect: RuleEffect.Limit }, isHidden: true);
        var allowed = AnyOf(WhensOf(name, rule => rule is { Effect: RuleEffect.Allow }, isHidden: false));
        var opened = WhensOf(name, rule => rule is { Effect: RuleEffect.Override }, isHidden: false);
        if (limits.Length > 0 && allowed is not Filter.Any { Parts.IsEmpty: true })
            allowed = Filter.And(allowed, new Filter.Not(AnyOf(limits)));
        return opened.Length == 0 ? allowed : AnyOf([allowed, .. opened]);
    }

    /// <summary>Where an attribute may be shown in any form.</summary>
    private Filter VisibleWhere(Iri name) => AnyOf(WhensOf(name, rule => rule.Effect != RuleEffect.Limit, isHidden: false));

    private ImmutableArray<Filter> WhensOf(Iri name, Predicate<AttributeRule> which, bool isHidden) =>
        [.. grant.Rules.Where(rule => which(rule) && rule.Of(name) is { } form && form.IsHidden == isHidden).Select(rule => rule.When)];

    private static Filter AnyOf(ImmutableArray<Filter> parts) =>
        parts.Any(part => part is Filter.All { Parts.IsEmpty: true }) ? Filter.Everything : parts is [var only] ? only : new Filter.Any(parts);
}
