using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>The order of the rooms of the core, and what may be written in a file of a room.</summary>
static partial class Rooms
{
    // Each may import those before it; rooms on one line are siblings and never import each other.
    static readonly string[][] Order =
    [
        ["Json"],
        ["JsonLd"],
        ["Model"],
        ["Query"],
        ["Storage"],
        ["Access"],
        ["Rendering"],
        ["Federation", "Notifications"],
        ["Broker"],
        ["Hosting"],
    ];

    /// <summary>Whether code of one room may use another, or itself.</summary>
    public static bool MayUse(string room, string used) => room == used || (Level(used) >= 0 && Level(used) < Level(room));

    /// <summary>Whether the core has a room of this name.</summary>
    public static bool Exists(string room) => Level(room) >= 0;

    /// <summary>The room of a namespace, such as <c>Storage</c> for <c>Waziup.Ngsi.Storage.Memory</c>; null outside the core.</summary>
    public static string? Of(string space)
    {
        var parts = space.Split('.');
        return parts is ["Waziup", "Ngsi", var room, ..] && Exists(room) ? room : null;
    }

    /// <summary>What is wrong with a source file of the core, one sentence each.</summary>
    /// <param name="path">The path below the folder of the core, with forward slashes.</param>
    /// <param name="source">The text of the file.</param>
    public static IEnumerable<string> Faults(string path, string source)
    {
        var room = path.Split('/')[0];
        if (!Exists(room) || !path.Contains('/'))
        {
            yield return $"{path} is in no room.";
            yield break;
        }

        var number = 0;
        foreach (var line in source.Split('\n'))
        {
            number++;
            var code = Comment().Replace(line, "");
            if (Namespace().Match(code) is { Success: true } declared && !Declares(room, declared.Groups["name"].Value))
                yield return $"{path}:{number}: namespace {declared.Groups["name"].Value} does not belong into room {room}.";

            foreach (Match match in Mention().Matches(code))
            {
                var used = match.Groups["room"].Value;
                if (!MayUse(room, used))
                    yield return $"{path}:{number}: {room} must not use {used}.";
            }
        }
    }

    // Hosting holds the extension methods that hosts look for in the framework's own namespaces (style, section 2).
    static bool Declares(string room, string space) =>
        Of(space) == room || (room == "Hosting" && space.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));

    static int Level(string room) => Array.FindIndex(Order, level => level.Contains(room));

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Namespace();

    // In a using line or as a qualified name, wherever it stands.
    [GeneratedRegex(@"\bWaziup\.Ngsi\.(?<room>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Mention();
}
