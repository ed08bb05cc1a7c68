namespace Waziup.Load.Bench;

/// <summary>Writes the Lua scripts of the queries.</summary>
internal static class QueryScript
{
    /// <summary>Always the same request.</summary>
    public static string Same(ScriptSettings settings, string path) => Get(settings, $"'{path}'");

    /// <summary>One of the few entities of the small type, with its type, so that no source of another type is concerned.</summary>
    public static string Pond(ScriptSettings settings) => Get(
        settings, Field.Pond.Lua("string.format('%08d', number)"), $"local number = {Size.Small.Entities} + math.random(0, {Field.Few - 1})");

    public static string ByType(ScriptSettings settings) => Get(settings, Field.ByType.Lua());

    /// <summary>A range of levels that moves.</summary>
    /// <param name="settings">Where and when.</param>
    /// <param name="part">The share of all levels that it takes in: one of so many.</param>
    public static string ByLevel(ScriptSettings settings, int part) => Get(
        settings, Field.ByLevel.Lua("from", $"(from + {settings.Entities / part})"),
        $"local from = math.random(0, {settings.Entities - (settings.Entities / part)})");

    /// <summary>A circle that lies within the field as a whole.</summary>
    public static string ByPlace(ScriptSettings settings) => Get(settings, Field.ByPlace(settings.Entities).Lua($"place({Field.West})", $"place({Field.South})"));

    public static string Counted(ScriptSettings settings) => Get(settings, Field.Counted.Lua());

    public static string Last(ScriptSettings settings) => Get(settings, Past.Last.Lua(Gauge(settings)));

    public static string Averages(ScriptSettings settings) => Get(
        settings, Past.Averages.Lua(Gauge(settings), "day(first)", "day(first + 30)"), $"local first = math.random(0, {Past.Starts - 1})");

    static string Gauge(ScriptSettings settings) => $"string.format('p0%08d', math.random(0, {settings.Gauges - 1}))";

    static string Get(ScriptSettings settings, string path, string chosen = "") => WrkScript.Common(settings) + $$"""

        function place(from)
          return string.format("%.4f", from + {{Field.Degrees}} * (0.05 + 0.9 * math.random()))
        end

        function day(n)
          return os.date("!%Y-%m-%d", 1704067200 + n * 86400)
        end

        function request()
          {{chosen}}
          return "GET " .. {{path}} .. " HTTP/1.1\r\n{{settings.Headers}}\r\n"
        end
        """;
}
