using System.Collections.Immutable;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Lines between points.</summary>
/// <param name="Points">Pairs [x, y], in any order, no x twice; 2 to 1,000.</param>
/// <param name="Ends">Outside the points: clamp (the default) gives the outermost value, extend goes on with the outermost line, drop drops.</param>
internal sealed record Table(ImmutableArray<(double X, double Y)> Points, string Ends) : IStage
{
    public string Op => "table";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        var points = step.List("points", "pairs of numbers", 2, 1000, Point).Sort((left, right) => left.X.CompareTo(right.X));
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].X == points[i - 1].X)
                throw step.Fault("points", FormattableString.Invariant($"has {points[i].X} twice"));
        }
        return new Table(points, step.Choice("ends", "clamp", "extend", "drop"));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
            outlet.Emit(sample);
        else if (Ends == "drop" && (x < Points[0].X || x > Points[^1].X))
            outlet.Drop();
        else
            outlet.Emit(sample.Changed(Op, At(x)));
    }

    private double At(double x)
    {
        if (Ends == "clamp" && x <= Points[0].X)
            return Points[0].Y;
        if (Ends == "clamp" && x >= Points[^1].X)
            return Points[^1].Y;
        var right = 1;
        while (right < Points.Length - 1 && Points[right].X < x)
            right++;
        var (a, b) = (Points[right - 1], Points[right]);
        return x == b.X ? b.Y : a.Y + ((x - a.X) * (b.Y - a.Y) / (b.X - a.X));
    }

    private static (double X, double Y)? Point(JsonElement json) => json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2
        && json.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number && double.IsFinite(number.GetDouble()))
        ? (json[0].GetDouble(), json[1].GetDouble()) : null;
}
