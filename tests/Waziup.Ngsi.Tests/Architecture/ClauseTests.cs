using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>Keeps <c>spec/clauses.csv</c> true: every clause that a broker implements is listed, nothing is claimed in vain.</summary>
public partial class ClauseTests
{
    // Parent and its last child: what the standard's table of contents numbers without a gap from 1. Introductions are left out below.
    static readonly (string Parent, int Last)[] Families =
    [
        ("5.2", 44), ("5.3", 4), ("5.6", 21), ("5.7", 11), ("5.8", 6), ("5.9", 4), ("5.10", 2), ("5.11", 7), ("5.13", 5), ("5.14", 5),
        ("5.15", 1), ("5.16", 7), ("6.3", 22), ("6.4.3", 3), ("6.5.3", 4), ("6.6.3", 2), ("6.7.3", 3), ("6.8.3", 2), ("6.9.3", 3),
        ("6.10.3", 2), ("6.11.3", 3), ("6.12.3", 2), ("6.13.3", 3), ("6.14.3", 1), ("6.15.3", 1), ("6.16.3", 1), ("6.17.3", 1),
        ("6.18.3", 2), ("6.19.3", 2), ("6.20.3", 1), ("6.21.3", 1), ("6.22.3", 2), ("6.23.3", 1), ("6.24.3", 1), ("6.25.3", 1),
        ("6.26.3", 1), ("6.27.3", 1), ("6.28.3", 1), ("6.29.3", 2), ("6.30.3", 2), ("6.31.3", 1), ("6.32.3", 3), ("6.33.3", 1),
        ("6.34.3", 2), ("6.35.3", 2), ("6.36.3", 2), ("6.37.3", 3), ("6.38.3", 1),
    ];

    static readonly string[] Introductions = ["5.2.1", "5.9.1", "5.11.1", "5.13.1", "6.3.1"];

    [Fact]
    public void The_table_claims_nothing_that_is_not_there()
    {
        var tests = Repository.Sources("tests").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        var faults = ClauseTable.Faults(ClauseTable.Read(), Exists, test => tests.Contains(test) || (test.Contains('/') && Exists(test)));

        Assert.Empty(faults);
    }

    [Fact]
    public void The_table_lists_every_operation_data_type_and_resource()
    {
        var listed = ClauseTable.Read().Select(row => row.Clause).ToList();
        var wanted = Families.SelectMany(family => Enumerable.Range(1, family.Last).Select(n => $"{family.Parent}.{n}"));

        // A clause may stand in the table as its subclauses, such as 5.2.14.1 and 5.2.14.2.
        var missing = wanted.Except(Introductions)
            .Where(clause => !listed.Exists(row => row == clause || row.StartsWith(clause + ".", StringComparison.Ordinal)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Clauses_that_the_route_table_serves_are_claimed()
    {
        var claimed = ClauseTable.Read().Where(row => row.Status != "planned").Select(row => row.Clause).ToHashSet(StringComparer.Ordinal);
        var served = Repository.Sources("Waziup.Ngsi/AspNetCore", "RouteTable*.cs")
            .SelectMany(file => Clause().Matches(File.ReadAllText(file)).Select(match => match.Groups["clause"].Value));

        var unclaimed = served.Except(claimed);

        Assert.Empty(unclaimed);
    }

    [Theory]
    [InlineData("5.6.1,Create,createEntity,done,A,Core/A.cs,ATests", 0)]
    [InlineData("5.6.1,Create,createEntity,planned,A,,", 0)]
    [InlineData("5.6.1,Create,createEntity,planned,A,Core/A.cs,", 1)]
    [InlineData("5.6.1,Create,createEntity,done,A,Core/A.cs,", 1)]
    [InlineData("5.6.1,Create,createEntity,partial,A,Core/Gone.cs,ATests;GoneTests", 2)]
    [InlineData("5.6.1,Create,createEntity,almost,A,Core/A.cs,ATests", 1)]
    [InlineData("5.6.1,,createEntity,planned,G,,", 2)]
    [InlineData("5.6.10,Delete,deleteBatch,planned,A,,\n5.6.2,Update,updateEntity,planned,A,,", 1)]
    [InlineData("7.2,Mqtt,mqtt,planned,C,,\nA.2,Names,identifiers,planned,A,,", 0)]
    public void The_rule_sees_what_it_should(string rows, int faults)
    {
        var table = ClauseTable.Parse($"{ClauseTable.Header}\n{rows}\n");

        Assert.Equal(faults, ClauseTable.Faults(table, path => path == "Core/A.cs", test => test == "ATests").Count());
    }

    static bool Exists(string path) => Path.Exists(Repository.At(path));

    [GeneratedRegex("\"(?<clause>[5-7](\\.\\d+){2,3})\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Clause();
}
