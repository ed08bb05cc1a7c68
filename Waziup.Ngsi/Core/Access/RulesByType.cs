using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>Which rules of a grant can fit an entity at all, by its types: mostly one to four of dozens.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class RulesByType
{
    private readonly FrozenDictionary<byte[], ulong>.AlternateLookup<ReadOnlySpan<byte>> _byType;
    private readonly ulong _others;

    public RulesByType(ImmutableArray<AttributeRule> rules)
    {
        var byType = new Dictionary<byte[], ulong>(Utf8Comparer.Instance);
        for (var i = 0; i < rules.Length; i++)
        {
            if (TypesOf(rules[i].When) is not { } types)
            {
                _others |= 1UL << i;
                continue;
            }
            foreach (var type in types)
            {
                var key = type.Type.Utf8.ToArray();
                byType[key] = byType.GetValueOrDefault(key) | (1UL << i);
            }
        }
        _byType = byType.ToFrozenDictionary(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The rules that can fit, as bits.</summary>
    public ulong Of(Entity entity)
    {
        var rules = _others;
        for (var i = 0; i < entity.TypeCount; i++)
            rules |= _byType.TryGetValue(entity.TypeAt(i), out var some) ? some : 0;
        return rules;
    }

    /// <summary>The types of which an entity has one, if it meets a condition; null where that cannot be said.</summary>
    private static IEnumerable<Filter.OfType>? TypesOf(Filter when)
    {
        foreach (var part in when.Conjuncts())
        {
            if (part is Filter.OfType type)
                return [type];
            if (part is Filter.Any { Parts: { IsEmpty: false } parts } && parts.All(one => one is Filter.OfType))
                return parts.Cast<Filter.OfType>();
        }
        return null;
    }
}
