using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>In which order entities are wanted (4.23); those that it leaves alike are in order of creation.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class Ordering
{
    private readonly TextOrder _texts;

    internal Ordering(ImmutableArray<OrderKey> keys, TextOrder texts)
    {
        Keys = keys;
        _texts = texts;
    }

    /// <summary>What is ordered by, the first one first.</summary>
    public ImmutableArray<OrderKey> Keys { get; }

    /// <summary>What one order leaves alike in another one; null for the first where there is none.</summary>
    internal static Ordering Then(Ordering? first, OrderKey last) => new([.. first?.Keys ?? [], last], first?._texts ?? TextOrder.CodePoints);

    /// <summary>The same order by what somebody sees.</summary>
    internal Ordering OnView(Func<OrderKey, OrderKey> seen) => new([.. Keys.Select(seen)], _texts);

    /// <summary>What of an entity decides where it stands.</summary>
    internal SortValue[] ValuesOf(Entity entity, Instant now)
    {
        var values = new SortValue[Keys.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = ValueOf(entity, Keys[i], now);
        return values;
    }

    /// <summary>Which of two entities stands first, by their values.</summary>
    internal int Compare(SortValue[] left, SortValue[] right)
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            if (left[i].CompareTo(in right[i], _texts) is var order and not 0)
                return Keys[i].IsDescending && !left[i].IsMissing && !right[i].IsMissing ? -order : order;
        }
        return 0;
    }

    private static SortValue ValueOf(Entity entity, OrderKey key, Instant now) =>
        Evaluator.Matches(key.Where, entity, now) ? ValueIn(key.Lens?.See(entity, now) ?? entity, key, now) : SortValue.Missing;

    private static SortValue ValueIn(Entity entity, OrderKey key, Instant now) => key.By switch
    {
        OrderBy.Id => SortValue.Of(System.Text.Encoding.UTF8.GetBytes(entity.Id.Value)),
        OrderBy.Type => SortValue.Of(entity.TypeAt(0)),
        OrderBy.Scope => entity.HasScope ? ScopeOf(entity) : SortValue.Missing,
        _ => AtPath(entity, key, now),
    };

    private static SortValue ScopeOf(Entity entity) => SortValue.Of(System.Text.Encoding.UTF8.GetBytes(ScopeText.Of(entity)[0]));

    private static SortValue AtPath(Entity entity, OrderKey key, Instant now)
    {
        var first = new FirstValue(key.From);
        PathWalk.AnyOfDefault(entity, key.Path!, now, in first);
        return first.Value;
    }

    /// <summary>Keeps the value of the first target.</summary>
    private readonly struct FirstValue(Geometry? from) : ITargetTest
    {
        private readonly SortValue[] _value = [SortValue.Missing];

        public SortValue Value => _value[0];

        public bool Meets(in Target target)
        {
            _value[0] = from is not null && target.Kind == AttributeKind.GeoProperty
                ? SortValue.OfDistance(Sphere.Distance(GeometryReader.Read(target.Json), from)) : SortValue.Of(in target);
            return true;
        }
    }
}
