using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query;

/// <summary>Where in an entity a condition or an order looks (4.9): an attribute, what stands below it, or a place inside its value.</summary>
/// <param name="Names">The attribute, then sub-attributes, each below the one before; expanded. Empty for a time of the entity itself.</param>
/// <param name="Member">What is looked at there.</param>
/// <param name="Inner">
/// Members to go down inside the value, as they were written, not expanded; of a language map the one tag, or <c>*</c> for any. Empty for all of it.
/// </param>
/// <remarks>Immutable.</remarks>
public sealed record AttributePath(ImmutableArray<Iri> Names, PathMember Member, ImmutableArray<string> Inner)
{
    /// <summary>The value of an attribute.</summary>
    public static AttributePath Of(Iri name) => new([name], PathMember.Value, []);

    /// <summary>Whether it is an attribute as a whole, so that whatever instance there is will do.</summary>
    internal bool IsAttribute => Names.Length == 1 && Member == PathMember.Value && Inner.IsEmpty;
}
