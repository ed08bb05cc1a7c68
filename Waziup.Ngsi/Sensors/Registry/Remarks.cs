using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Says what is wrong with a form in one problem document.</summary>
internal static class Remarks
{
    private const int Most = 20;

    /// <exception cref="NgsiLdException">BadRequestData with the place of each problem, where there are any.</exception>
    public static void Refuse(IReadOnlyCollection<FormRemark> problems)
    {
        if (problems.Count > 0)
            throw Refusal(problems);
    }

    /// <summary>BadRequestData with the place of each problem.</summary>
    public static NgsiLdException Refusal(IEnumerable<FormRemark> problems) =>
        NgsiLdErrors.Bad(string.Join("; ", problems.Take(Most).Select(problem => $"{problem.Pointer}: {problem.Message}")));
}
