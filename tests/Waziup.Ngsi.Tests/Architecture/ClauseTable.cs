namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>One row of <c>spec/clauses.csv</c>.</summary>
/// <param name="Clause">The number of the clause in GS CIM 009 V1.9.1.</param>
/// <param name="Title">What it is about, in our words.</param>
/// <param name="Operation">The operation or feature it belongs to.</param>
/// <param name="Status">done, partial or planned.</param>
/// <param name="Part">The part of the work that brings it, A to F.</param>
/// <param name="Code">Files or folders that carry it.</param>
/// <param name="Tests">Test classes, or files of test data, that would notice its loss.</param>
sealed record ClauseRow(string Clause, string Title, string Operation, string Status, string Part, string[] Code, string[] Tests);

/// <summary>What we promise of the standard, clause by clause.</summary>
/// <remarks>Cells hold no comma and are never quoted; several paths or tests stand in one cell with a semicolon between.</remarks>
static class ClauseTable
{
    public const string Path = "spec/clauses.csv";
    public const string Header = "clause,title,operation,status,part,code,tests";

    public static List<ClauseRow> Read() => Parse(File.ReadAllText(Repository.At(Path)));

    public static List<ClauseRow> Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(Header, lines[0]);
        return lines.Skip(1).Select(Row).ToList();
    }

    /// <summary>What is wrong with a table, one sentence each.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="hasCode">Whether a path exists in the repository.</param>
    /// <param name="hasTest">Whether a test class or file of this name exists.</param>
    public static IEnumerable<string> Faults(IReadOnlyList<ClauseRow> rows, Func<string, bool> hasCode, Func<string, bool> hasTest)
    {
        foreach (var (previous, row) in rows.Zip(rows.Skip(1)))
        {
            if (Compare(previous.Clause, row.Clause) >= 0)
                yield return $"{row.Clause} stands after {previous.Clause}.";
        }

        foreach (var row in rows)
        {
            if (row.Title.Length == 0 || row.Operation.Length == 0)
                yield return $"{row.Clause} has no title or no operation.";

            if (row.Part is not ("A" or "B" or "C" or "D" or "E" or "F"))
                yield return $"{row.Clause}: there is no part '{row.Part}'.";

            foreach (var fault in row.Status switch
            {
                "planned" => Planned(row),
                "done" or "partial" => Claimed(row, hasCode, hasTest),
                _ => [$"{row.Clause}: there is no status '{row.Status}'."],
            })
            {
                yield return fault;
            }
        }
    }

    static IEnumerable<string> Planned(ClauseRow row) =>
        row.Code.Length + row.Tests.Length == 0 ? [] : [$"{row.Clause} is planned, yet names code or tests."];

    static IEnumerable<string> Claimed(ClauseRow row, Func<string, bool> hasCode, Func<string, bool> hasTest)
    {
        if (row.Code.Length == 0 || row.Tests.Length == 0)
            yield return $"{row.Clause} is {row.Status}, but names no code or no tests.";

        foreach (var path in row.Code.Where(path => !hasCode(path)))
            yield return $"{row.Clause}: there is no {path}.";

        foreach (var test in row.Tests.Where(test => !hasTest(test)))
            yield return $"{row.Clause}: there is no test {test}.";
    }

    static ClauseRow Row(string line)
    {
        var cells = line.Split(',');
        Assert.True(cells.Length == 7, $"{cells.Length} cells instead of 7: {line}");
        return new(cells[0], cells[1], cells[2], cells[3], cells[4], Names(cells[5]), Names(cells[6]));
    }

    static string[] Names(string cell) => cell.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Number by number, 5.6.2 before 5.6.10; the annexes, which begin with a letter, come last.
    static int Compare(string left, string right)
    {
        var (a, b) = (left.Split('.'), right.Split('.'));
        foreach (var (x, y) in a.Zip(b))
        {
            var order = (int.TryParse(x, out var m), int.TryParse(y, out var n)) switch
            {
                (true, true) => m.CompareTo(n),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(x, y),
            };
            if (order != 0)
                return order;
        }

        return a.Length.CompareTo(b.Length);
    }
}
