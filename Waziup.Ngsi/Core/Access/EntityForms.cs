using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>What is disclosed of an entity on which certain rules of a grant fit.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class EntityForms
{
    private readonly FrozenDictionary<byte[], AttributeForm>.AlternateLookup<ReadOnlySpan<byte>> _named;
    private readonly AttributeForm _rest;

    /// <param name="rules">The rules that fit.</param>
    /// <param name="names">The attributes that any rule of the grant names.</param>
    public EntityForms(ImmutableArray<AttributeRule> rules, IEnumerable<Iri> names)
    {
        var named = names.Select(name => (Name: name, Form: AttributeForm.Of(rules, name))).ToList();
        _named = named.ToFrozenDictionary(pair => pair.Name.Utf8.ToArray(), pair => pair.Form, Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
        _rest = AttributeForm.Of(rules, null);
        var id = AttributeForm.Of(rules, EntityNames.Id).Of([]);
        Aliases = id.Value == ValueStep.Pseudonym ? id.Aliases : null;
        ShowsAll = Aliases is null && _rest.IsShown && !_rest.IsAltered && named.TrueForAll(pair => pair.Form is { IsShown: true, IsAltered: false });
        Alters = Aliases is not null || _rest.IsAltered || named.Exists(pair => pair.Form.IsAltered && !pair.Name.Equals(EntityNames.Id));
        MayAggregate = named.Exists(pair => pair.Form.MayAggregate);
        Blur = named.Select(pair => pair.Form.Blur).Append(_rest.Blur).OfType<AlignedPeriod>().MaxBy(parts => parts.Days);
        var scope = Of(EntityNames.Scope.Utf8);
        ScopeDepth = scope.IsShown ? int.MaxValue : scope.Of([]) is { Value: ValueStep.Cut } cut ? cut.Depth : 0;
        ShowsCreatedAt = Of(EntityNames.CreatedAt.Utf8).IsShown;
        ShowsModifiedAt = Of(EntityNames.ModifiedAt.Utf8).IsShown;
        ShowsExpiresAt = Of(EntityNames.ExpiresAt.Utf8).IsShown;
    }

    /// <summary>Everything.</summary>
    public static EntityForms Open { get; } = new([AttributeRule.ShowAll(Query.Filter.Everything)], []);

    /// <summary>Makes the alias under which the entity is known; null where it has its own id.</summary>
    public Aliases? Aliases { get; }

    /// <summary>Whether everything is shown as it is.</summary>
    public bool ShowsAll { get; }

    /// <summary>Whether something is shown in another form than it has, so that it is not enough to leave out what is hidden.</summary>
    public bool Alters { get; }

    /// <summary>Whether something is told of its history by cells of time alone.</summary>
    public bool MayAggregate { get; }

    /// <summary>The longest part of time of which it is told, and not more exactly, that something was in it; null for none.</summary>
    public AlignedPeriod? Blur { get; }

    /// <summary>Whether the entity's createdAt is shown.</summary>
    public bool ShowsCreatedAt { get; }

    /// <summary>Whether the entity's modifiedAt is shown, as far as what is shown was modified.</summary>
    public bool ShowsModifiedAt { get; }

    /// <summary>Whether the entity's expiresAt is shown.</summary>
    public bool ShowsExpiresAt { get; }

    /// <summary>Whether the scope is shown as it is.</summary>
    public bool ShowsScope => ScopeDepth == int.MaxValue;

    /// <summary>How many levels of the scope are shown; 0 for none, the greatest number for all.</summary>
    public int ScopeDepth { get; }

    /// <summary>What is disclosed of an attribute, by its expanded name.</summary>
    public AttributeForm Of(ReadOnlySpan<byte> name) => _named.TryGetValue(name, out var form) ? form : _rest;

    /// <summary>The id under which the entity is known.</summary>
    public EntityId IdOf(EntityId id) => Aliases is null ? id : EntityId.Trusted(Aliases.Of(id.Value));
}
