using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>Members of an entity that are not attributes, as pick and omit name them (4.21).</summary>
[Flags]
internal enum EntityMembers : byte
{
    None = 0,
    Id = 1,
    Type = 2,
    Scope = 4,
    All = Id | Type | Scope,
}

/// <summary>A list of members that a client named.</summary>
/// <param name="Members">Those that are not attributes.</param>
/// <param name="Attributes">Expanded attribute names.</param>
/// <param name="Linked">For relationships among them: members of the entities that they point at.</param>
internal sealed record MemberList(EntityMembers Members, ImmutableArray<Iri> Attributes, ImmutableDictionary<Iri, MemberList> Linked)
{
    /// <summary>Whether the attribute is named, whatever is said of what it points at.</summary>
    public bool Has(ReadOnlySpan<byte> name) => Find(name) is not null;

    /// <summary>Whether the attribute as a whole is named.</summary>
    public bool HasWhole(ReadOnlySpan<byte> name) => Find(name) is { } attribute && !Linked.ContainsKey(attribute);

    /// <summary>What is named of the entities that a relationship points at; null for nothing.</summary>
    public MemberList? Behind(ReadOnlySpan<byte> relationship) =>
        Find(relationship) is { } attribute && Linked.TryGetValue(attribute, out var list) ? list : null;

    public bool Overlaps(MemberList other) =>
        (Members & other.Members) != EntityMembers.None || Attributes.Any(name => HasWhole(name.Utf8) && other.HasWhole(name.Utf8));

    private Iri? Find(ReadOnlySpan<byte> name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Utf8.SequenceEqual(name))
                return attribute;
        }
        return null;
    }
}
