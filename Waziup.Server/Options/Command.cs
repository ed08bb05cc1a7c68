namespace Waziup.Server.Options;

/// <summary>What the program is to do; an option says for which of them it is meant.</summary>
[Flags]
internal enum Command
{
    /// <summary>Serve the API: what happens without a command.</summary>
    Serve = 1,

    /// <summary>Count what a store holds.</summary>
    Stats = 2,

    /// <summary>Load entities from a file.</summary>
    Load = 4,

    /// <summary>Write a copy of a store.</summary>
    Backup = 8,

    /// <summary>Put a copy of a store back.</summary>
    Restore = 16,

    /// <summary>Delete a tenant.</summary>
    Drop = 32,

    /// <summary>Make a new key of pseudonyms.</summary>
    Rotate = 64,

    /// <summary>Write the past of a sensor as a table.</summary>
    Export = 128,

    /// <summary>All that open a store.</summary>
    All = Serve | Stats | Load | Backup | Restore | Drop,
}
