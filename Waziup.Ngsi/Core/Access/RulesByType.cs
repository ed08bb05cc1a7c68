using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>Which rules of a grant fit an entity.</summary>
/// <remarks>
/// <para>By the types of the entity most of dozens cannot, and some must; few have to be asked, and of those not the ones that another one covers.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
internal sealed class RulesByType
{
    private readonly FrozenDictionary<byte[], (ulong Certain, ulong Possible)>.AlternateLookup<ReadOnlySpan<byte>> _byType;
    private readonly (ulong Certain, ulong Possible) _others;

    // What is left to ask where one of the types is there.
    private readonly Filter[] _conditions;

    // The rules that need not be asked where one fits.
    private readonly ulong[] _covered;

    public RulesByType(ImmutableArray<AttributeRule> rules)
    {
        _conditions = new Filter[rules.Length];
        _covered = RuleCover.Of(rules);
        var byType = new Dictionary<byte[], (ulong Certain, ulong Possible)>(Utf8Comparer.Instance);
        for (var i = 0; i < rules.Length; i++)
        {
            var parts = rules[i].When.Conjuncts();
            var at = parts.FindIndex(part => !TypesOf(part).IsEmpty);
            ImmutableArray<Filter> types = at < 0 ? [] : TypesOf(parts[at]);
            if (at >= 0)
                parts.RemoveAt(at);
            _conditions[i] = new Filter.All([.. parts]);
            var bits = parts.Count == 0 ? (1UL << i, 0UL) : (0UL, 1UL << i);
            if (at < 0)
                _others = With(_others, bits);
            foreach (var type in types.Cast<Filter.OfType>())
            {
                var key = type.Type.Utf8.ToArray();
                byType[key] = With(byType.GetValueOrDefault(key), bits);
            }
        }
        _byType = byType.ToFrozenDictionary(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The rules that fit, as bits; without some that others cover.</summary>
    public ulong Of(Entity entity, Instant now)
    {
        var (fitting, open) = _others;
        for (var i = 0; i < entity.TypeCount; i++)
        {
            if (_byType.TryGetValue(entity.TypeAt(i), out var some))
                (fitting, open) = (fitting | some.Certain, open | some.Possible);
        }
        for (var certain = fitting; certain != 0; certain &= certain - 1)
            open &= ~_covered[BitOperations.TrailingZeroCount(certain)];
        while (open != 0)
        {
            var i = BitOperations.TrailingZeroCount(open);
            open &= open - 1;
            if (!Evaluator.Matches(_conditions[i], entity, now))
                continue;
            fitting |= 1UL << i;
            open &= ~_covered[i];
        }
        return fitting;
    }

    private static (ulong Certain, ulong Possible) With((ulong Certain, ulong Possible) some, (ulong Certain, ulong Possible) more) =>
        (some.Certain | more.Certain, some.Possible | more.Possible);

    /// <summary>The types of which an entity has one, if it meets a condition; none where that cannot be said.</summary>
    private static ImmutableArray<Filter> TypesOf(Filter part) => part switch
    {
        Filter.OfType => [part],
        Filter.Any { Parts: { IsEmpty: false } parts } when parts.All(type => type is Filter.OfType) => parts,
        _ => [],
    };
}
