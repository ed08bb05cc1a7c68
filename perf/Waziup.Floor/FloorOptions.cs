namespace Waziup.Floor;

/// <summary>Where to listen and where to keep the tables; the same names and defaults as the broker's.</summary>
/// <param name="Urls">Where to listen, separated by semicolons.</param>
/// <param name="Data">The folder of the SQLite file.</param>
/// <param name="Connection">How to reach PostgreSQL, which then takes the place of SQLite.</param>
internal sealed record FloorOptions(string Urls, string Data, string? Connection)
{
    public const string Usage =
        "Waziup.Floor [--urls URL] [--data DIR | --connection STRING]    default: --urls http://127.0.0.1:1026 --data data";

    /// <summary>The options, or null when the command line names something else.</summary>
    public static FloorOptions? Parse(string[] args)
    {
        var options = new FloorOptions("http://127.0.0.1:1026", "data", null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--urls" when value is not null:
                    options = options with { Urls = value };
                    break;
                case "--data" when value is not null:
                    options = options with { Data = value };
                    break;
                case "--connection" when value is not null:
                    options = options with { Connection = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
