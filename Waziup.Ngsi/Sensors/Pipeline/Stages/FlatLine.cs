namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value that does not move: the last readings, with this one, all lie within a little of this one.</summary>
/// <param name="Epsilon">How far they may lie from it. Default 0.</param>
/// <param name="SuspectCount">How many of them are suspect. Default 3.</param>
/// <param name="FailCount">How many of them are bad. Default 5, at most 10,000.</param>
/// <param name="Judgement">flag, drop or null.</param>
internal sealed record FlatLine(double Epsilon, int SuspectCount, int FailCount, Judgement Judgement) : IStage
{
    public string Op => "flatLine";

    public static IStage Read(StepReader step)
    {
        var suspect = step.Integer("suspectCount", 3, 2, 10_000);
        var fail = step.Integer("failCount", Math.Max(5, suspect), 2, 10_000);
        return fail < suspect ? throw step.Fault("failCount", "has to be at least suspectCount")
            : new FlatLine(step.OptionalNumber("epsilon", 0) ?? 0, suspect, fail, Judgement.Read(step, Flag.Bad));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        memory.Kept.Add(sample, FailCount);
        var (count, at) = (0, memory.Kept.Count - 1);
        while (at >= 0 && Math.Abs(memory.Kept[at].Value!.Value - x) <= Epsilon)
            (count, at) = (count + 1, at - 1);
        Judgement.Emit(sample, count >= FailCount ? Flag.Bad : count >= SuspectCount ? Flag.Suspect : Flag.Good, null, outlet);
    }
}
