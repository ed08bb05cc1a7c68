namespace Waziup.Server.Options;

/// <summary>How log records are written to the standard output.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line, with every value under its name.</summary>
    Json,
}
