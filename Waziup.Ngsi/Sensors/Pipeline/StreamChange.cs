using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>How what comes out of a stream has changed.</summary>
/// <param name="Written">Samples that are new, or replace the one of the same time.</param>
/// <param name="Removed">Samples of which the time has none any more, such as made-up ones where a real one came.</param>
/// <param name="TooLate">Samples that were left out because they came later than is allowed.</param>
/// <param name="Untimed">How many samples were left out because they had no time.</param>
/// <remarks>Immutable.</remarks>
public sealed record StreamChange(IReadOnlyList<Sample> Written, IReadOnlyList<Sample> Removed, IReadOnlyList<Sample> TooLate, int Untimed)
{
    /// <summary>What makes new outputs of old ones; both are in the order of their times. Samples of one time are told apart by their order.</summary>
    internal static StreamChange Between(List<Sample> old, List<Sample> now, IReadOnlyList<Sample> tooLate, int untimed)
    {
        var (written, removed) = (new List<Sample>(), new List<Sample>());
        var (i, j) = (0, 0);
        while (i < old.Count || j < now.Count)
        {
            if (j == now.Count || (i < old.Count && old[i].Time < now[j].Time))
                removed.Add(old[i++]);
            else if (i == old.Count || now[j].Time < old[i].Time)
                written.Add(now[j++]);
            else if (!old[i++].Equals(now[j++]))
                written.Add(now[j - 1]);
        }
        return new StreamChange(written, removed, tooLate, untimed);
    }
}
