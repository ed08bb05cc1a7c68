namespace Waziup.Load.Bench;

/// <summary>The three values that divide a sorted sample into four equal parts, by linear interpolation between its members.</summary>
internal readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    public static Quartiles Of(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        return sorted.Length == 0
            ? new(double.NaN, double.NaN, double.NaN)
            : new(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    static double At(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((sorted[below + 1] - sorted[below]) * (position - below));
    }
}
