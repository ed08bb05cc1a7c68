using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>What one right gives one caller: which entities, and each attribute in which form.</summary>
/// <param name="Rows">The entities; others do not exist for the caller.</param>
/// <param name="Rules">In order of openness: the first one whose condition and attributes fit decides. No fit hides.</param>
/// <remarks>Immutable and thread-safe. Data: it can be kept, compared and shown to an administrator.</remarks>
public sealed record Grant(Filter Rows, ImmutableArray<AttributeRule> Rules)
{
    /// <summary>Everything, as it is.</summary>
    public static Grant Open { get; } = new(Filter.Everything, [new AttributeRule(Filter.Everything, default, new Disclosure(ValueStep.Show))]);

    /// <summary>Nothing.</summary>
    public static Grant None { get; } = new(Filter.Nothing, []);

    /// <summary>Whether every entity is shown as it is.</summary>
    internal bool IsOpen { get; } = IsEverything(Rows) && !Rules.IsEmpty && IsEverything(Rules[0].When)
        && Rules[0].Attributes.IsDefault && Rules[0].Disclosure.IsShown;

    /// <summary>Whether the right gives nothing at all, whatever is stored.</summary>
    internal bool IsNothing => Rows is Filter.Any { Parts.IsEmpty: true };

    /// <summary>The same query over what the caller can see: other rows are out, and a hidden attribute meets no condition.</summary>
    public EntityQuery Restrict(EntityQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return IsOpen ? query : query with { Filter = Restrict(query.Filter), Order = query.Order?.Where(OnView) };
    }

    /// <summary>The same condition on what the caller can see.</summary>
    public Filter Restrict(Filter filter) => IsOpen ? filter : Filter.And(Rows, OnView(filter));

    /// <summary>Whether the entity exists for the caller; of what remains of a deleted one, whether it certainly did.</summary>
    internal bool Admits(Entity entity, Instant now) =>
        IsOpen || (entity.IsDeleted ? Remains.Meet(Rows, entity) == true : Evaluator.Matches(Rows, entity, now));

    /// <summary>How the attribute of this entity is disclosed; that of a deleted one, as it was at worst.</summary>
    internal Disclosure Of(Entity entity, ReadOnlySpan<byte> name, Instant now)
    {
        if (IsOpen)
            return new Disclosure(ValueStep.Show);
        foreach (var rule in Rules)
        {
            if (!rule.Covers(name))
                continue;
            var fits = entity.IsDeleted ? Remains.Meet(rule.When, entity) : Evaluator.Matches(rule.When, entity, now);
            // A rule that may have fitted hides where it would have hidden, and where it would have shown lets the next one decide.
            if (fits == true || (fits is null && !rule.Disclosure.IsShown))
                return rule.Disclosure;
        }
        return new Disclosure(ValueStep.Hide);
    }

    private Filter OnView(Filter filter) => filter switch
    {
        Filter.All all => new Filter.All([.. all.Parts.Select(OnView)]),
        Filter.Any any => new Filter.Any([.. any.Parts.Select(OnView)]),
        Filter.Not not => new Filter.Not(OnView(not.Part)),
        Filter.HasAttribute attribute => Filter.And(attribute, ShownWhere(attribute.Name)),
        Filter.Exists exists => Filter.And(exists, ShownWhere(exists.Path)),
        Filter.Compares compares => Filter.And(compares, ShownWhere(compares.Path)),
        Filter.Fits fits => Filter.And(fits, ShownWhere(fits.Path)),
        Filter.InScope scope => Filter.And(scope, ShownWhere(Model.Core.Scope)),
        Filter.Lies lies => Filter.And(lies, ShownWhere(lies.Property)),
        Filter.OfType or Filter.HasId or Filter.IdMatches => filter,
        // Links are looked up under the grant before; what this does not know is not let through.
        _ => throw new InvalidOperationException($"unknown filter {filter.GetType()}"),
    };

    private Filter OnView(OrderKey key) => key.By switch
    {
        OrderBy.Path => ShownWhere(key.Path!),
        OrderBy.Scope => ShownWhere(Model.Core.Scope),
        _ => Filter.Everything,
    };

    /// <summary>When an entity was changed is told as far as what the caller sees was changed; that no store can be asked.</summary>
    private Filter ShownWhere(AttributePath path) =>
        !path.Names.IsEmpty ? ShownWhere(path.Names[0]) : path.Member == PathMember.ModifiedAt ? Filter.Nothing : Filter.Everything;

    /// <summary>Where the first rule that fits shows the attribute.</summary>
    private Filter ShownWhere(Iri name)
    {
        var shown = ImmutableArray.CreateBuilder<Filter>();
        var before = ImmutableArray<Filter>.Empty;
        foreach (var rule in Rules)
        {
            if (!rule.Covers(name.Utf8))
                continue;
            if (rule.Disclosure.IsShown)
                shown.Add(before.IsEmpty ? rule.When : new Filter.All(before.Add(rule.When)));
            if (IsEverything(rule.When))
                break;
            before = before.Add(new Filter.Not(rule.When));
        }
        return new Filter.Any(shown.ToImmutable());
    }

    private static bool IsEverything(Filter filter) => filter is Filter.All { Parts.IsEmpty: true };
}
