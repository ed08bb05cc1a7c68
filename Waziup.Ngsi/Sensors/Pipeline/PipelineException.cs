namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>The steps of a pipeline cannot be run as they are written.</summary>
public sealed class PipelineException : Exception
{
    internal PipelineException(int? step, string? member, string problem)
        : base(Where(step, member) + problem) => (Step, Member, Problem) = (step, member, problem);

    /// <summary>Which step, counted from 0; null where it is the list itself.</summary>
    public int? Step { get; }

    /// <summary>Which member of the step; null where it is the step as a whole.</summary>
    public string? Member { get; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; }

    private static string Where(int? step, string? member) =>
        step is null ? "steps: " : member is null ? $"steps[{step}]: " : $"steps[{step}].{member}: ";
}
