using System.Runtime.CompilerServices;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What sources have told lately: an entity, or a page of them, that comes again in the same bytes is not read again.</summary>
/// <remarks>
/// Thread-safe. Most of what a source tells it has told before: readings change every few minutes, and are asked for every few seconds.
/// Each text has one pair of places, from which the next ones drive it out: whatever sources tell, no more is kept, and nothing has to be cleared.
/// </remarks>
/// <param name="places">How many texts are kept at most; a power of two.</param>
/// <param name="maxBytes">How much memory of one text counts, with what was read from it: few bytes may hold very many attributes.</param>
internal sealed class HeardEntities(int places, int maxBytes = 16 * 1024)
{
    private readonly Heard?[] _places = new Heard?[places];

    /// <summary>The entities that were read from the bytes, in these terms and by these rules; null where that is not known.</summary>
    public Entity[]? Find(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        if (json.Length > maxBytes)
            return null;
        var at = PlaceOf(json);
        return At(at, json, terms, in rules) ?? At(at + 1, json, terms, in rules);
    }

    /// <param name="json">The text.</param>
    /// <param name="terms">In which terms it was read.</param>
    /// <param name="rules">By which rules.</param>
    /// <param name="entities">What is in it. Not to be changed any more.</param>
    public void Keep(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules, Entity[] entities)
    {
        var size = json.Length;
        for (var i = 0; i < entities.Length && size <= maxBytes; i++)
            size += entities[i].Size + (entities[i].Instances.Length * Unsafe.SizeOf<InstanceEntry>());
        if (size > maxBytes)
            return;
        var at = PlaceOf(json);
        Volatile.Write(ref _places[at + 1], Volatile.Read(ref _places[at]));
        Volatile.Write(ref _places[at], new Heard(json.ToArray(), terms, rules, entities));
    }

    private Entity[]? At(int place, ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules) =>
        Volatile.Read(ref _places[place]) is { } heard && ReferenceEquals(heard.Terms, terms) && heard.Rules == rules && json.SequenceEqual(heard.Json)
            ? heard.Entities : null;

    /// <summary>The first of two places.</summary>
    private int PlaceOf(ReadOnlySpan<byte> json)
    {
        // Its seed is of this process: nobody can aim at a place.
        var hash = default(HashCode);
        hash.AddBytes(json);
        return hash.ToHashCode() & (_places.Length - 2);
    }

    private sealed record Heard(byte[] Json, ActiveContext Terms, ReadRules Rules, Entity[] Entities);
}
