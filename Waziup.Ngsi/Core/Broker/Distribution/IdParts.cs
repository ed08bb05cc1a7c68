using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Lists of entities, cut where one question cannot name them all.</summary>
internal static class IdParts
{
    /// <summary>How many letters of ids a URL holds: with all that may have to be escaped it stays below what servers usually take, 8 kB.</summary>
    public const int MostInUrl = 2_000;

    /// <summary>How many letters of ids a body holds.</summary>
    public const int MostInBody = 64_000;

    /// <summary>Whether a question may name them all.</summary>
    public static bool Fit(IReadOnlyList<EntityId> ids, int most)
    {
        for (var i = 1; i < ids.Count; i++)
        {
            if ((most -= ids[i].Value.Length + 1) < ids[0].Value.Length)
                return false;
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
            left -= id.Value.Length + 1;
            if (left < 0)
            {
                parts.Add([]);
                left = most - id.Value.Length;
            }
            parts[^1].Add(id);
        }
        return parts;
    }
}
