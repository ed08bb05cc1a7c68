using System.Collections.Concurrent;
using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>What one right gives one caller: which entities, and each attribute in which form.</summary>
/// <remarks>Immutable and thread-safe. Nothing depends on the order of rules; where none that fits says anything of an attribute, it is hidden.</remarks>
public sealed class Grant
{
    /// <summary>Most rules of a grant.</summary>
    public const int MaxRules = 64;

    private const int MaxForms = 4096;
    private const int MaxTypes = 256;

    private readonly ConcurrentDictionary<ulong, EntityForms> _forms = new();
    private readonly Restriction _restriction;
    private readonly ConcurrentDictionary<Iri, Restriction> _ofTypes = new();
    private readonly ImmutableArray<Aliases> _aliases;
    private readonly RulesByType _byType;
    private readonly OrderKey _byName;
    private Grant? _inSnapshot;

    /// <param name="rows">The entities; others do not exist for the caller.</param>
    /// <param name="rules">What is shown of them; at most <see cref="MaxRules"/>.</param>
    public Grant(Filter rows, ImmutableArray<AttributeRule> rules)
    {
        if (rules.Length > MaxRules)
            throw new ArgumentException($"a grant has at most {MaxRules} rules", nameof(rules));
        if (rules.SelectMany(rule => rule.Forms.Values.Append(rule.Rest)).Any(form => form is { IsComplete: false }))
            throw new ArgumentException("a form lacks its table, step, cell or aliases", nameof(rules));
        (Rows, Rules, _byType) = (rows, rules, new RulesByType(rules));
        IsOpen = Simplified.IsEverything(rows) && rules.All(rule => rule.Effect != RuleEffect.Limit)
            && rules.Any(rule => Simplified.IsEverything(rule.When) && rule.Rest == Disclosure.Show
                && rule.Forms.Values.All(form => form == Disclosure.Show) && rule.Beside.Values.All(shown => shown));
        Names = [.. rules.SelectMany(rule => rule.Forms.Keys.Concat(rule.Beside.Keys.Select(key => key.Attribute))).Distinct()];
        _aliases = [.. rules.SelectMany(rule => rule.Forms.Values.Append(rule.Rest)).Select(form => form?.Aliases).OfType<Aliases>().Distinct()];
        AliasesIds = rules.Any(rule => rule.Forms.TryGetValue(EntityNames.Id, out var form) && form.Value == ValueStep.Pseudonym);
        TellsByParts = rules.SelectMany(rule => rule.Forms.Values.Append(rule.Rest)).Any(form => form is { Cells: not null } or { Parts: not null });
        Notifies = rules.Any(rule => rule.Notify is not null);
        _restriction = new Restriction(this);
        _byName = new OrderKey(OrderBy.Id, null, IsDescending: false) { Lens = new EntityLens(this, EntityNames.Id) };
    }

    /// <summary>Everything, as it is.</summary>
    public static Grant Open { get; } = new(Filter.Everything, [AttributeRule.ShowAll(Filter.Everything)]);

    /// <summary>Nothing.</summary>
    public static Grant None { get; } = new(Filter.Nothing, []);

    /// <summary>The entities; others do not exist for the caller.</summary>
    public Filter Rows { get; }

    /// <summary>What is shown of them.</summary>
    public ImmutableArray<AttributeRule> Rules { get; }

    /// <summary>The attributes that rules name.</summary>
    internal ImmutableArray<Iri> Names { get; }

    /// <summary>Whether every entity is shown as it is.</summary>
    internal bool IsOpen { get; }

    private bool IsOfSnapshot { get; init; }

    /// <summary>Whether the right gives nothing at all, whatever is stored.</summary>
    internal bool IsNothing => Simplified.IsNothing(Rows);

    /// <summary>Whether anything may be shown under an alias.</summary>
    internal bool MayAlias => !_aliases.IsEmpty;

    /// <summary>Whether it is about all entities, so that what is of no entity is under it too.</summary>
    internal bool IsOfAll => Simplified.IsEverything(Rows);

    /// <summary>Whether owners are told of what is seen under it.</summary>
    internal bool Notifies { get; }

    /// <summary>Whether something is told of histories by parts of time alone.</summary>
    internal bool TellsByParts { get; }

    /// <summary>Whether entities may be known by aliases.</summary>
    internal bool AliasesIds { get; }

    /// <summary>The same query over what the caller can see: other rows are out, and conditions and order are those of his view.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for a pattern or an order on ids that are shown as aliases.</exception>
    public EntityQuery Restrict(EntityQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return IsOpen ? query : query with { Filter = RestrictTyped(query.Filter), Order = OnView(query.Order) };
    }

    /// <summary>The same, shorter by the types that it demands. Mostly that is one, for which rules are not gone through again.</summary>
    private Filter RestrictTyped(Filter filter)
    {
        if (filter.Conjuncts().OfType<Filter.OfType>().Distinct().ToList() is not [var type])
            return Simplified.Of(Restrict(filter));
        if (_ofTypes.Count >= MaxTypes)
            _ofTypes.Clear();
        var restriction = _ofTypes.GetOrAdd(type.Type, _ => new Restriction(this, type));
        return Filter.And(restriction.OnView(filter), restriction.Rows);
    }

    /// <summary>The same condition on what the caller can see.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for a pattern on ids that are shown as aliases.</exception>
    public Filter Restrict(Filter filter) => IsOpen ? filter : Filter.And(Rows, _restriction.OnView(filter));

    /// <summary>The same condition on what the caller sees of whichever entities he is known to see.</summary>
    internal Filter OnView(Filter filter) => IsOpen ? filter : _restriction.OnView(filter);

    /// <summary><see cref="Restrict(Filter)"/> for a condition that nobody is there to be told about: what cannot be asked meets nothing.</summary>
    internal Filter RestrictStanding(Filter filter) => IsOpen ? filter : Filter.And(Rows, StandingOnView(filter));

    /// <summary><see cref="OnView(Filter)"/> for such a condition.</summary>
    internal Filter StandingOnView(Filter filter) => IsOpen ? filter : _restriction.OnView(filter, isStanding: true);

    /// <summary>The same order by what the caller sees. What it leaves alike is in order of creation, but where there are aliases: in the order of the names that he sees.</summary>
    internal Ordering? OnView(Ordering? order)
    {
        var seen = order is null || IsOpen ? order : _restriction.OnView(order);
        return AliasesIds ? Ordering.Then(seen, _byName) : seen;
    }

    /// <summary>Which rules open entities, close them whatever others open, and open them whatever closes, as bits; none where the rows are said apart from the rules.</summary>
    internal (ulong Open, ulong Close, ulong Override)? RowRules { get; init; }

    /// <summary>Whether the entity exists for the caller, and what is disclosed of it then.</summary>
    internal bool Admits(Entity entity, Instant now, out EntityForms forms)
    {
        if (IsOpen || RowRules is not { } rows)
        {
            forms = FormsOf(entity, now);
            return Admits(entity, now);
        }
        var fitting = Fitting(entity, now);
        forms = FormsOf(fitting);
        return (fitting & rows.Override) != 0 || ((fitting & rows.Open) != 0 && (fitting & rows.Close) == 0);
    }

    /// <summary>Whether the entity exists for the caller; of what remains of a deleted one, whether it certainly did.</summary>
    internal bool Admits(Entity entity, Instant now) =>
        IsOpen || (entity.IsDeleted ? Remains.Meet(Rows, entity) == true : Evaluator.Matches(Rows, entity, now));

    /// <summary>What is disclosed of this entity; of a deleted one, what certainly was.</summary>
    internal EntityForms FormsOf(Entity entity, Instant now)
    {
        return IsOpen ? EntityForms.Open : FormsOf(Fitting(entity, now));
    }

    /// <summary>The rules that fit, as bits.</summary>
    private ulong Fitting(Entity entity, Instant now)
    {
        if (!entity.IsDeleted)
            return _byType.Of(entity, now);
        var fitting = 0UL;
        for (var i = 0; i < Rules.Length; i++)
        {
            // A limit that may have held holds.
            if (Remains.Meet(Rules[i].When, entity) ?? Rules[i].Effect == RuleEffect.Limit)
                fitting |= 1UL << i;
        }
        return fitting;
    }

    private EntityForms FormsOf(ulong fitting)
    {
        if (_forms.TryGetValue(fitting, out var known))
            return known;
        if (_forms.Count >= MaxForms)
            _forms.Clear();
        return _forms.GetOrAdd(fitting, Make);
    }

    /// <summary>The same over a snapshot, in which things have the names that its maker knew them by.</summary>
    internal Grant InSnapshot => MayAlias ? _inSnapshot ??= new Grant(Rows, [.. Rules.Select(rule => rule.OfSeen)]) { RowRules = RowRules, IsOfSnapshot = true } : this;

    /// <summary>The ids under which callers may know an entity, whichever rules fit.</summary>
    internal IEnumerable<string> NamesOf(EntityId id) => _aliases.Select(aliases => aliases.Of(id.Value)).Prepend(id.Value);

    /// <summary>The id of the entity that a caller calls so: behind an alias the true one.</summary>
    /// <remarks>What is shown under a pseudonym may point at an entity that is known by its own id.</remarks>
    internal EntityId IdBehind(EntityId named) => IsOfSnapshot ? named : Resolved(named);

    /// <summary>The ids that it may be stored under, the first one first: in a snapshot a thing may be shown under an alias that it had not when that was made.</summary>
    internal EntityId[] IdsBehind(EntityId named) => IsOfSnapshot && Resolved(named) is var other && other != named ? [named, other] : [IdBehind(named)];

    /// <summary>Things in the order of the names by which the caller sees them, where he knows any by aliases; else as they are.</summary>
    internal IEnumerable<T> InOrder<T>(IEnumerable<T> things, Func<T, EntityId> seen) =>
        AliasesIds ? things.OrderBy(thing => seen(thing).Value, StringComparer.Ordinal) : things;

    private EntityId Resolved(EntityId named)
    {
        foreach (var aliases in _aliases)
        {
            if (aliases.Find(named.Value) is { } id)
                return EntityId.Trusted(id);
        }
        return named;
    }

    private EntityForms Make(ulong fitting) => new([.. Rules.Where((_, i) => (fitting & (1UL << i)) != 0)], Names);
}
