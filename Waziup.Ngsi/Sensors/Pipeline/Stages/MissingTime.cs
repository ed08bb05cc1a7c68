namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A reading without a time has that of its receipt.</summary>
internal sealed record MissingTime : IStage
{
    public string Op => "missingTime";

    public bool IsPointwise => true;

    public bool ChangesTime => true;

    public static IStage Read(StepReader step) => new MissingTime();

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (!sample.Time.IsNone || sample.Received.IsNone)
            outlet.Emit(sample);
        else
            outlet.Emit(sample with { Time = sample.Received, HasTimeOfReceipt = true, Methods = sample.MethodsWith(Op) });
    }
}
