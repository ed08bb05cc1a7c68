namespace Waziup.Load.Bench;

/// <summary>What a wrk script has to know.</summary>
/// <param name="Authority">Host and port, for the Host header.</param>
/// <param name="Phase">A letter that keeps the ids and times of the warm-up apart from those of the measurement: w or m.</param>
/// <param name="Seed">The start of the random numbers.</param>
internal sealed record ScriptSettings(string Authority, char Phase, int Seed)
{
    /// <summary>The key that requests show; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>The headers that all requests have, as text of Lua.</summary>
    public string Headers => $@"Host: {Authority}\r\n" + (Key is null ? "" : $@"Authorization: Bearer {Key}\r\n");

    /// <summary>The number of stations.</summary>
    public int Entities { get; init; } = 1;

    /// <summary>The number of gauges with a history.</summary>
    public int Gauges { get; init; } = 1;
}
