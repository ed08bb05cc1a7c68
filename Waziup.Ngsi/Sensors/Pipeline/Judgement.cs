namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What a test does with a sample that it has judged.</summary>
/// <param name="Op">The name of the test.</param>
/// <param name="Action">flag, drop, null, or what the test has to put in its place: clamp, median.</param>
/// <param name="Worst">The flag at which it acts: the worst that the test gives as it is defined. Milder ones only flag.</param>
/// <remarks>
/// A value that was put in the place of another passes the test, so it is good; that it was changed is told by the raw value, the method and
/// the mark of an outlier.
/// </remarks>
internal sealed record Judgement(string Op, string Action, Flag Worst)
{
    /// <summary>Reads the action.</summary>
    /// <param name="step">The step.</param>
    /// <param name="worst">The worst flag that it gives.</param>
    /// <param name="replacements">The words for what the test can put in the place of a value.</param>
    public static Judgement Read(StepReader step, Flag worst, params string[] replacements) =>
        new(step.Text("op"), step.Choice("action", ["flag", "drop", "null", .. replacements]), worst);

    /// <summary>The sample that goes on; null where none does.</summary>
    public Sample? Of(Sample sample, Flag flag, double? replacement, Outlet outlet)
    {
        if (flag is Flag.Suspect or Flag.Bad)
            outlet.Flagged();
        if (flag != Worst || Action == "flag")
            return sample.Judged(flag);
        if (Action != "drop")
            return sample.Changed(Op, Action == "null" ? null : replacement).Judged(Flag.Good) with { IsOutlier = true };
        outlet.Drop();
        return null;
    }

    /// <summary>Passes on what is left of a sample.</summary>
    public void Emit(Sample sample, Flag flag, double? replacement, Outlet outlet)
    {
        if (Of(sample, flag, replacement, outlet) is { } judged)
            outlet.Emit(judged);
    }
}
