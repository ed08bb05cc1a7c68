namespace Waziup.Load.Replay;

/// <summary>What to replay, and where to.</summary>
internal sealed record ReplayOptions
{
    /// <summary>The folder below which the exports lie.</summary>
    public required string Folder { get; init; }

    public Uri Url { get; init; } = new("http://127.0.0.1:1026");

    /// <summary>The readings taken from each file.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>The readings sent in one request.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Where the state file is kept; null: an interrupted replay starts again from the beginning.</summary>
    public string? StateFolder { get; init; }

    /// <summary>The URL of the JSON-LD context for the names; null: the core context.</summary>
    public string? Context { get; init; }

    /// <summary>Whether to compare the broker's current values with the newest readings afterwards.</summary>
    public bool Verify { get; init; }

    /// <summary>The broker's data folder, for counting its history rows; null: they are not counted.</summary>
    public string? Data { get; init; }

    /// <summary>Whether readings are sent to the temporal API, in the order in which they were received; else as the current state, sorted by time.</summary>
    public bool Raw { get; init; }

    /// <summary>How the broker reaches PostgreSQL, where that is its store, for counting its history rows; null: they are not counted.</summary>
    public string? Connection { get; init; }

    /// <summary>The command that runs the server, for its <c>stats</c>; null: the build in this repository.</summary>
    public string? ServerCommand { get; init; }
}
