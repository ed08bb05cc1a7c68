using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>One rule of a grant: on entities that meet a condition, these attributes are disclosed so.</summary>
/// <param name="When">Which entities; judged on the entity as it is stored.</param>
/// <param name="Attributes">The expanded names; default (not set) for all attributes.</param>
/// <param name="Disclosure">The form.</param>
public sealed record AttributeRule(Filter When, ImmutableArray<Iri> Attributes, Disclosure Disclosure)
{
    internal bool Covers(ReadOnlySpan<byte> name)
    {
        if (Attributes.IsDefault)
            return true;
        foreach (var attribute in Attributes)
        {
            if (attribute.Utf8.SequenceEqual(name))
                return true;
        }
        return false;
    }
}
