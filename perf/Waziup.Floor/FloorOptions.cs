namespace Waziup.Floor;

/// <summary>Where to listen and where to keep the table; the same names and defaults as the broker's.</summary>
internal sealed record FloorOptions(string Urls, string Data)
{
    public const string Usage = "Waziup.Floor [--urls URL] [--data DIR]    default: --urls http://127.0.0.1:1026 --data data";

    /// <summary>The options, or null when the command line names something else.</summary>
    public static FloorOptions? Parse(string[] args)
    {
        var options = new FloorOptions("http://127.0.0.1:1026", "data");
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
                default:
                    return null;
            }
        }

        return options;
    }
}
