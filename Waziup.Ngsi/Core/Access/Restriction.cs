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
/// <param name="grant">What the caller may see.</param>
/// <param name="type">A type that every entity has that is asked for; null where that is not known.</param>
internal sealed class Restriction(Grant grant, Filter.OfType? type = null)
{
    private readonly Sights _sights = new(grant, type);

    /// <summary>The entities that exist for the caller.</summary>
    public Filter Rows { get; } = type is null ? grant.Rows : Simplified.Under(grant.Rows, [type]);

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
        Filter.Fits { Path.Names: [var name, ..] } when _sights.Of(name).IsAliased => NoPattern(isStanding),
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
        OrderBy.Path when key.Path!.Names is [var name, ..] && _sights.Of(name).IsAliased => throw NgsiLdErrors.Bad("what is shown under a pseudonym has no order"),
        OrderBy.Path when key.Path!.Names.Any(IsProof) => key with { Where = Filter.Nothing },
        OrderBy.Path when key.Path!.Names is [var name, ..] => BySight(key, name),
        OrderBy.Path => key with { Where = WhereOf(key.Path!.Member) },
        OrderBy.Scope => BySight(key, EntityNames.Scope),
        _ => key,
    });

    private OrderKey BySight(OrderKey key, Iri name) => _sights.Of(name) is { IsAltered: true } sight
        ? key with { Where = sight.Visible, Lens = new EntityLens(grant, name) } : key with { Where = _sights.Of(name).Shown };

    private Filter On(Filter leaf, AttributePath path) =>
        path.Names is not [var name, ..] ? Filter.And(leaf, WhereOf(path.Member)) : path.Names.Any(IsProof) ? Filter.Nothing : On(leaf, name);

    // A proof says of which entity it is: where that may have an alias, none is shown, and none is asked.
    private bool IsProof(Iri name) => grant.AliasesIds && InstanceDisclosure.IsProof(name.Utf8);

    private Filter On(Filter leaf, Iri name) => IsProof(name) ? Filter.Nothing : _sights.Of(name) switch
    {
        { IsAltered: true } => Disclosed(leaf, name),
        { Shown: Filter.Any { Parts.IsEmpty: true } } => Filter.Nothing,
        var sight => Filter.And(leaf, sight.Shown),
    };

    /// <summary>Every stored entity of which the condition may hold, and of those the ones of which it does.</summary>
    private Filter Disclosed(Filter leaf, Iri name) => Filter.And(
        leaf is Filter.HasId ids ? Behind(ids) : Filter.And(Widened(leaf), _sights.Of(name).Visible), new Filter.Disclosed(leaf, new EntityLens(grant, name)));

    private Filter.HasId Behind(Filter.HasId ids) => new([.. ids.Ids.Concat(ids.Ids.SelectMany(grant.IdsBehind)).Distinct()]);

    /// <summary>Aliases stand for ids that are stored; what else a value was made of is not sought.</summary>
    private Filter Widened(Filter leaf) =>
        leaf is Filter.Compares { Comparison: Comparison.Equal, Operand: Operand.Text { Value: var text } } compares && grant.MayAlias && EntityId.TryParse(text, out var id)
            && grant.IdBehind(id) is var behind && behind != id
            ? compares with { Operand = new Operand.Text(behind.Value) } : Filter.Everything;

    /// <summary>Where a time of the entity itself is shown. When it was changed is told as far as what the caller sees was changed; that no store can be asked.</summary>
    private Filter WhereOf(PathMember member) => member switch
    {
        PathMember.ModifiedAt => Filter.Nothing,
        PathMember.CreatedAt => _sights.Of(EntityNames.CreatedAt).Shown,
        PathMember.ExpiresAt => _sights.Of(EntityNames.ExpiresAt).Shown,
        _ => Filter.Everything,
    };
}
