using System.Globalization;

namespace Waziup.Floor;

/// <summary>Where to listen and where to keep the tables; the same names and defaults as the broker's. Or what to be instead.</summary>
/// <param name="Urls">Where to listen, separated by semicolons.</param>
/// <param name="Data">The folder of the SQLite file.</param>
/// <param name="Connection">How to reach PostgreSQL, which then takes the place of SQLite.</param>
internal sealed record FloorOptions(string Urls, string Data, string? Connection)
{
    public const string Usage =
        """
        Waziup.Floor [--urls URL] [--data DIR | --connection STRING]    default: --urls http://127.0.0.1:1026 --data data
        Waziup.Floor [--urls URL] --proxy URL                           a bare reverse proxy
        Waziup.Floor [--urls URL] --sources N [--delay-ms N]            context sources at /1 to /N, and one at /silent that never answers
        """;

    /// <summary>What it is a reverse proxy of; null: it has a store.</summary>
    public string? Proxy { get; init; }

    /// <summary>How many context sources it plays; 0: it has a store.</summary>
    public int Sources { get; init; }

    /// <summary>How long each of them takes to answer, in milliseconds.</summary>
    public int DelayMilliseconds { get; init; }

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
                case "--proxy" when value is not null:
                    options = options with { Proxy = value.TrimEnd('/') };
                    break;
                case "--sources" when int.TryParse(value, CultureInfo.InvariantCulture, out var sources) && sources > 0:
                    options = options with { Sources = sources };
                    break;
                case "--delay-ms" when int.TryParse(value, CultureInfo.InvariantCulture, out var delay) && delay >= 0:
                    options = options with { DelayMilliseconds = delay };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
