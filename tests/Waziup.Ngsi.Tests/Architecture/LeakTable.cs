using System.Globalization;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>One row of <c>spec/leaks.md</c>.</summary>
/// <param name="Number">What tests are named by.</param>
/// <param name="Way">Where the attack comes in.</param>
/// <param name="Attack">What is tried.</param>
/// <param name="Recovers">The most that comes of it; or "to come", and why.</param>
sealed record LeakRow(int Number, string Way, string Attack, string Recovers)
{
    public bool IsToCome => Recovers.StartsWith("to come: ", StringComparison.Ordinal);
}

/// <summary>What each attack on hidden things recovers at most, and which tests try it.</summary>
static partial class LeakTable
{
    public const string Path = "spec/leaks.md";

    /// <summary>The rows of POLICIES 4.</summary>
    public const int Rows = 50;

    public static List<LeakRow> Parse(string text) =>
    [
        .. from match in Row().Matches(text.ReplaceLineEndings("\n"))
           let cells = match.Groups["cells"].Value.Split('|', StringSplitOptions.TrimEntries)
           select cells.Length == 3 ? new LeakRow(Number(match), cells[0], cells[1], cells[2]) : throw new FormatException($"{cells.Length} cells instead of 3: {match.Value}"),
    ];

    /// <summary>The tests in a source that are named for rows; one may stand for several.</summary>
    public static IEnumerable<(int Row, string Test)> TestsIn(string source) =>
        from match in Test().Matches(source)
        from row in match.Groups["row"].Captures
        select (int.Parse(row.Value, CultureInfo.InvariantCulture), match.Groups["name"].Value);

    /// <summary>What is wrong with a table, one sentence each.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<LeakRow> rows, ILookup<int, string> tests)
    {
        var numbers = rows.Select(row => row.Number).ToList();
        if (!numbers.SequenceEqual(Enumerable.Range(1, Rows)))
            yield return $"The rows are not 1 to {Rows}: {string.Join(' ', numbers)}.";

        foreach (var row in rows)
        {
            if (row.Way.Length == 0 || row.Attack.Length == 0 || row.Recovers.Length == 0)
                yield return $"Row {row.Number} has an empty cell.";

            if (!row.IsToCome && !tests.Contains(row.Number))
                yield return $"Row {row.Number} has no test that is named Row_{row.Number}_….";

            if (row.IsToCome && tests.Contains(row.Number))
                yield return $"Row {row.Number} is to come, yet {tests[row.Number].First()} tests it.";
        }

        foreach (var group in tests.Where(group => !numbers.Contains(group.Key)))
            yield return $"{group.First()} is named for row {group.Key}, which is not there.";
    }

    /// <summary>The table, and how many tests try each row.</summary>
    public static string Print(IEnumerable<LeakRow> rows, ILookup<int, string> tests) => string.Join('\n',
    [
        "| Row | Way | Attack | Recovers at most | Tests |", "|---|---|---|---|---|",
        .. rows.Select(row => $"| {row.Number} | {row.Way} | {row.Attack} | {row.Recovers} | {tests[row.Number].Count()} |"), "",
    ]);

    private static int Number(Match match) => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<number>\d+) \|(?<cells>.*)\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    // A public method of a test class has to be a test: an analyzer sees to it.
    [GeneratedRegex(@"^ +public (async )?(Task|ValueTask|void) (?<name>Rows?(_(?<row>\d+))+_\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Test();
}
