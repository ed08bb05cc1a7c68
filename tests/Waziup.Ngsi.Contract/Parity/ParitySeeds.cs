namespace Waziup.Ngsi.Contract.Parity;

/// <summary>What random writes and queries are made from.</summary>
public static class ParitySeeds
{
    /// <summary>How many seeds a test takes: few, or with WAZIUP_FULL many.</summary>
    public static TheoryData<int> All =>
        [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 100 : 6)];
}
