using System.Globalization;

namespace Waziup.Load.Gateways;

/// <summary>A number that was measured, and the one that is to be reached.</summary>
/// <param name="What">What it is.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Bound">What is to be reached.</param>
/// <param name="IsLeast">Whether that is the least; else the most.</param>
/// <param name="Note">What it was made of.</param>
internal sealed record GatewayFigure(string What, double Value, double Bound, bool IsLeast, string Note)
{
    public bool IsReached => IsLeast ? Value >= Bound : Value <= Bound;
}

/// <summary>Prints them as a table.</summary>
internal sealed class GatewayReport(TextWriter output)
{
    /// <returns>Whether each was reached.</returns>
    public async Task<bool> WriteAsync(IReadOnlyList<GatewayFigure> figures)
    {
        await output.WriteLineAsync("| | measured | to reach | | |\n|---|---:|---:|---|---|");
        foreach (var figure in figures)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {figure.What} | {figure.Value:0.##} | {(figure.IsLeast ? "≥" : "≤")} {figure.Bound:0.##} | {(figure.IsReached ? "yes" : "NO")} | {figure.Note} |"));
        }
        return figures.All(figure => figure.IsReached);
    }
}
