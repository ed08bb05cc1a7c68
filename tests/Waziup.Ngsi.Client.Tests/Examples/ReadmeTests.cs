using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Client.Tests.Examples;

public partial class ReadmeTests
{
    [Fact]
    public void Every_example_of_a_package_README_stands_in_code_that_is_compiled()
    {
        var root = Root();
        var code = Directory.EnumerateFiles(Path.Combine(root, "tests", "Waziup.Ngsi.Client.Tests", "Examples"), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToList();
        var readmes = Directory.EnumerateDirectories(Path.Combine(root, "Waziup.Ngsi")).Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists).ToList();

        var examples = readmes.SelectMany(file => Example().Matches(File.ReadAllText(file)).Select(match => (file, Text: Lines(match.Groups["code"].Value)))).ToList();

        Assert.Equal(readmes.Order(), examples.Select(example => example.file).Distinct().Order());
        Assert.All(examples, example => Assert.True(
            example.Text.Split("\n\n").All(part => code.Any(file => file.Contains(part, StringComparison.Ordinal))), $"{example.file}:\n{example.Text}"));
    }

    // Indentation is that of the place.
    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Waziup.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder.FullName;
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
