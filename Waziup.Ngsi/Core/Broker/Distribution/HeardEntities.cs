using System.Runtime.CompilerServices;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What sources have told lately: an entity that comes again in the same bytes is not read again.</summary>
/// <remarks>
/// Thread-safe. Most of what a source tells it has told before: readings change every few minutes, and are asked for every few seconds.
/// Each entity has one pair of places, from which the next ones drive it out: whatever sources tell, no more is kept, and nothing has to be cleared.
/// </remarks>
/// <param name="places">How many entities are kept at most; a power of two.</param>
internal sealed class HeardEntities(int places)
{
    // Of one, with what it was read from: few bytes may hold very many attributes.
    private const int MaxBytes = 16 * 1024;

    private readonly Heard?[] _places = new Heard?[places];

    /// <summary>The entity that was read from the bytes, in these terms and by these rules; null where that is not known.</summary>
    public Entity? Find(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        if (json.Length > MaxBytes)
            return null;
        var at = PlaceOf(json);
        return At(at, json, terms, in rules) ?? At(at + 1, json, terms, in rules);
    }

    public void Keep(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules, Entity entity)
    {
        if (json.Length + entity.Size + (entity.Instances.Length * Unsafe.SizeOf<InstanceEntry>()) > MaxBytes)
            return;
        var at = PlaceOf(json);
        Volatile.Write(ref _places[at + 1], Volatile.Read(ref _places[at]));
        Volatile.Write(ref _places[at], new Heard(json.ToArray(), terms, rules, entity));
    }

    private Entity? At(int place, ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules) =>
        Volatile.Read(ref _places[place]) is { } heard && ReferenceEquals(heard.Terms, terms) && heard.Rules == rules && json.SequenceEqual(heard.Json)
            ? heard.Entity : null;

    /// <summary>The first of two places.</summary>
    private int PlaceOf(ReadOnlySpan<byte> json)
    {
        // Its seed is of this process: nobody can aim at a place.
        var hash = default(HashCode);
        hash.AddBytes(json);
        return hash.ToHashCode() & (_places.Length - 2);
    }

    private sealed record Heard(byte[] Json, ActiveContext Terms, ReadRules Rules, Entity Entity);
}
