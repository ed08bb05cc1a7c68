using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Lists of entities, cut where one question cannot name them all.</summary>
internal static class IdParts
{
    /// <summary>How many letters of ids a URL holds, as they stand there: with the rest of it that stays below what servers usually take, 8 kB.</summary>
    public const int MostInUrl = 4_000;

    /// <summary>The same of a body.</summary>
    public const int MostInBody = 64_000;

    /// <summary>Whether a question may name them all.</summary>
    public static bool Fit(IReadOnlyList<EntityId> ids, int most)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if ((most -= LengthOf(ids[i])) < 0)
                return i == 0 && ids.Count == 1;
        }
        return true;
    }

    /// <summary>The parts, each as long as may be and at least one entity long.</summary>
    public static List<List<EntityId>> Of(IReadOnlyList<EntityId> ids, int most)
    {
        var parts = new List<List<EntityId>>();
        var left = 0;
        foreach (var id in ids)
        {
            left -= LengthOf(id);
            if (left < 0)
            {
                parts.Add([]);
                left = most - LengthOf(id);
            }
            parts[^1].Add(id);
        }
        return parts;
    }

    // With the comma behind it.
    private static int LengthOf(EntityId id)
    {
        var length = 3;
        foreach (var letter in id.Value)
            length += char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~' ? 1 : char.IsAscii(letter) ? 3 : 9;
        return length;
    }
}
