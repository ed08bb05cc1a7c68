using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
internal sealed class HeardEntities(int places, int maxBytes = 24 * 1024)
{
    private const int MostWords = 64;

    private readonly Heard?[] _places = new Heard?[places];

    /// <summary>The entities that were read from the bytes, in these terms and by these rules; null where that is not known.</summary>
    public ToldEntities? Find(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
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
    public void Keep(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules, ToldEntities entities)
    {
        // Each may come to be kept as it was written, too.
        var size = json.Length;
        for (var i = 0; i < entities.Count && size <= maxBytes; i++)
            size += (2 * entities[i].Size) + (entities[i].Instances.Length * Unsafe.SizeOf<InstanceEntry>());
        if (size > maxBytes)
            return;
        foreach (var entity in entities.Span)
            entity.IsKept = true;
        var at = PlaceOf(json);
        Volatile.Write(ref _places[at + 1], Volatile.Read(ref _places[at]));
        Volatile.Write(ref _places[at], new Heard(json.ToArray(), terms, rules, entities));
    }

    private ToldEntities? At(int place, ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules) =>
        Volatile.Read(ref _places[place]) is { } heard && ReferenceEquals(heard.Terms, terms) && heard.Rules == rules && json.SequenceEqual(heard.Json)
            ? heard.Entities : null;

    /// <summary>The first of two places.</summary>
    private int PlaceOf(ReadOnlySpan<byte> json)
    {
        // Its seed is of this process: nobody can aim at a place. Of long texts some words are looked at: two that share a place drive each other out, no more.
        var hash = default(HashCode);
        hash.Add(json.Length);
        var words = MemoryMarshal.Cast<byte, long>(json);
        for (var at = 0; at < words.Length; at += 1 + (words.Length / MostWords))
            hash.Add(words[at]);
        return hash.ToHashCode() & (_places.Length - 2);
    }

    private sealed record Heard(byte[] Json, ActiveContext Terms, ReadRules Rules, ToldEntities Entities);
}
