namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>The test cases of the W3C for JSON-LD 1.1: expansion and compaction.</summary>
public class ManifestTests(ITestOutputHelper output)
{
    // Stands for the cases where they are not at hand: so that this is said.
    const string Missing = "the test cases";

    public static TheoryData<string> Expansion => Cases("expand");

    public static TheoryData<string> Compaction => Cases("compact");

    [Theory]
    [MemberData(nameof(Expansion))]
    public Task Expands_as_the_W3C_wants_it(string id) => RunAsync("expand", id);

    [Theory]
    [MemberData(nameof(Compaction))]
    public Task Compacts_as_the_W3C_wants_it(string id) => RunAsync("compact", id);

    [Theory]
    [InlineData("expand", 385, 376)]
    [InlineData("compact", 246, 244)]
    public async Task All_cases_that_apply_pass(string manifest, int all, int applicable)
    {
        var folder = ManifestFolder.Require();
        var cases = Manifest.Read(folder, manifest);
        var runner = new CaseRunner(folder);
        var passed = 0;
        var failed = new List<string>();
        foreach (var test in cases.Where(test => test.NotApplicable is null))
        {
            if (await runner.RunAsync(test, TestContext.Current.CancellationToken) is null)
                passed++;
            else
                failed.Add(test.Id);
        }

        var left = cases.Where(test => test.NotApplicable is not null).GroupBy(test => test.NotApplicable, test => test.Id);
        output.WriteLine($"{manifest}: {cases.Count} cases, {passed} passed, {failed.Count} failed {string.Join(' ', failed)}");
        foreach (var reason in left)
            output.WriteLine($"not applicable, {reason.Key}: {reason.Count()} ({string.Join(' ', reason)})");

        Assert.Equal(all, cases.Count);
        Assert.Empty(failed);
        Assert.Equal(applicable, passed);
    }

    static TheoryData<string> Cases(string manifest) =>
        ManifestFolder.Find() is { } folder
            ? [.. Manifest.Read(folder, manifest).Where(test => test.NotApplicable is null).Select(test => test.Id)]
            : [Missing];

    static async Task RunAsync(string manifest, string id)
    {
        var folder = ManifestFolder.Require();
        var test = Manifest.Read(folder, manifest).Single(test => test.Id == id);

        var fault = await new CaseRunner(folder).RunAsync(test, TestContext.Current.CancellationToken);

        Assert.True(fault is null, $"{test.Member("name")}: {fault}");
    }
}
