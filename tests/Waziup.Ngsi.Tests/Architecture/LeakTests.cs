namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>Keeps <c>spec/leaks.md</c> complete and prints it: each attack says what it recovers at most, and has a test that tries it.</summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_row_of_the_table_has_a_test_that_is_named_for_it()
    {
        var rows = LeakTable.Parse(await File.ReadAllTextAsync(Repository.At(LeakTable.Path), TestContext.Current.CancellationToken));
        var tests = Repository.Sources("tests").SelectMany(file => LeakTable.TestsIn(File.ReadAllText(file))).Distinct().ToLookup(test => test.Row, test => test.Test);

        var table = LeakTable.Print(rows, tests);
        output.WriteLine(table);
        // Where .ci/run collects results, it shows the table too.
        if (Environment.GetEnvironmentVariable("WAZIUP_TEST_RESULTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "leaks.md"), table, TestContext.Current.CancellationToken);
        }
        Assert.Empty(LeakTable.Faults(rows, tests));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("| 7 | a | b | c |", "", 0)]
    [InlineData("| 7 | a | b | to come: later |", "", 1)]
    [InlineData("| 7 | a | b |  |", "", 1)]
    [InlineData("| 7 | a | b | c |\n| 7 | a | b | c |", "", 1)]
    [InlineData("none", "", 2)]
    [InlineData("", "public async Task Row_51_A_row_that_is_not_there()", 1)]
    [InlineData("", "public void Rows_3_52_Two_rows(string text)", 1)]
    [InlineData("", "private void Row_53_No_test()", 0)]
    [InlineData("", "/// <summary>Row_54_A_word_about_a_test</summary>", 0)]
    public void The_rule_sees_what_it_should(string seventh, string source, int faults)
    {
        var lines = Enumerable.Range(1, LeakTable.Rows).Select(i => i != 7 || seventh.Length == 0 ? $"| {i} | a | b | c |" : seventh);
        var tests = Enumerable.Range(1, LeakTable.Rows).Select(i => (Row: i, Test: $"Row_{i}_"))
            .Concat(LeakTable.TestsIn($"{{\n    {source}\n")).ToLookup(test => test.Row, test => test.Test);

        Assert.Equal(faults, LeakTable.Faults(LeakTable.Parse(string.Join('\n', lines)), tests).Count());
    }

    [Fact]
    public void A_row_without_a_test_is_seen()
    {
        var rows = Enumerable.Range(1, LeakTable.Rows).Select(i => new LeakRow(i, "a", "b", i == 43 ? "to come: later" : "c")).ToList();
        var tests = LeakTable.TestsIn("    public void Rows_1_2_Both()\n    public async Task Row_50_The_last()").ToLookup(test => test.Row, test => test.Test);

        Assert.Equal(
            Enumerable.Range(3, LeakTable.Rows - 3).Where(i => i != 43).Select(i => $"Row {i} has no test that is named Row_{i}_…."), LeakTable.Faults(rows, tests));
    }
}
