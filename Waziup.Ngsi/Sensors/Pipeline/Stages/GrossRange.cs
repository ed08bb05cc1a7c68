namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value outside one range is bad, outside a narrower one suspect; the bounds lie inside.</summary>
/// <param name="FailMin">The least value that can be; none by default, like the others.</param>
/// <param name="FailMax">The greatest value that can be.</param>
/// <param name="SuspectMin">The least value that is usual.</param>
/// <param name="SuspectMax">The greatest value that is usual.</param>
/// <param name="Judgement">flag, drop, null, or clamp: the nearest bound.</param>
internal sealed record GrossRange(double FailMin, double FailMax, double SuspectMin, double SuspectMax, Judgement Judgement) : IStage
{
    public string Op => "grossRange";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        var (failMin, failMax) = (step.OptionalNumber("failMin"), step.OptionalNumber("failMax"));
        var (suspectMin, suspectMax) = (step.OptionalNumber("suspectMin"), step.OptionalNumber("suspectMax"));
        if ((failMin ?? failMax ?? suspectMin ?? suspectMax) is null)
            throw step.Fault(null, "grossRange needs one of failMin, failMax, suspectMin, suspectMax");
        if (failMin > failMax)
            throw step.Fault("failMax", "has to be at least failMin");
        if (suspectMin > suspectMax)
            throw step.Fault("suspectMax", "has to be at least suspectMin");
        var worst = (failMin ?? failMax) is null ? Flag.Suspect : Flag.Bad;
        return new GrossRange(
            failMin ?? double.NegativeInfinity, failMax ?? double.PositiveInfinity, suspectMin ?? double.NegativeInfinity, suspectMax ?? double.PositiveInfinity,
            Judgement.Read(step, worst, "clamp"));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        var flag = x < FailMin || x > FailMax ? Flag.Bad : x < SuspectMin || x > SuspectMax ? Flag.Suspect : Flag.Good;
        var nearest = flag == Flag.Bad ? Math.Clamp(x, FailMin, FailMax) : Math.Clamp(x, SuspectMin, SuspectMax);
        Judgement.Emit(sample, flag, nearest, outlet);
    }
}
