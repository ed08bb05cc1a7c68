using Waziup.Ngsi.Contract;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>Where the test cases of the W3C lie: below the folder with the test data, else in <c>../shared</c> beside the checkout.</summary>
static class ManifestFolder
{
    static readonly string[] Parts = ["testdata", "json-ld-api"];

    /// <summary>The folder, null if there is none.</summary>
    public static string? Find() =>
        Candidates().Select(folder => Path.Combine([folder, .. Parts])).FirstOrDefault(Directory.Exists);

    /// <summary>The folder; ends the test with the reason if there is none.</summary>
    public static string Require() => Find() ?? TestData.Require(Parts);

    static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(TestData.Variable) is { Length: > 0 } named)
            yield return named;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Waziup.sln")))
                yield return Path.Combine(folder.FullName, "..", "shared");
        }
    }
}
