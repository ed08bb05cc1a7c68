using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Tests.Architecture;

public partial class ReadmeTests
{
    static readonly string Text = File.ReadAllText(Repository.At("README.md"));

    [Fact]
    public void Every_file_that_the_README_links_to_exists()
    {
        var targets = Link().Matches(Text).Select(match => match.Groups["target"].Value).ToList();

        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Repository.At(target)), target));
    }

    [Fact]
    public void Every_project_that_a_command_of_the_README_names_exists()
    {
        var projects = Command().Matches(Text).Select(match => match.Groups["project"].Value).ToList();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(Directory.Exists(Repository.At(project)), project));
    }

    [Fact]
    public void The_README_lists_exactly_the_packages_that_there_are()
    {
        var packages = Repository.Sources("Waziup.Ngsi", "*.csproj").Select(Path.GetFileNameWithoutExtension);

        var listed = Package().Matches(Text).Select(match => match.Groups["name"].Value);

        Assert.Equal(packages.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\]\((?<target>[^)#:]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"dotnet (run --project|test) (?<project>[\w./]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\| `(?<name>Waziup\.[\w.]+)` \| \[", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Package();
}
