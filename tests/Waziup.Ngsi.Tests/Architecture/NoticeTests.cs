using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Tests.Architecture;

public partial class NoticeTests
{
    [Fact]
    public void NOTICE_lists_exactly_the_packages_that_we_hand_on()
    {
        var restored = Shipped().Select(package => $"{package.Id} {package.Version} {package.Licence}").Order(StringComparer.Ordinal);

        var listed = Line().Matches(Notice()).Select(match => $"{match.Groups["id"]} {match.Groups["version"]} {match.Groups["licence"]}");

        Assert.Equal(restored, listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NOTICE_repeats_the_licence_files_of_packages_without_a_licence_expression()
    {
        var notice = Words(Notice());

        var texts = Shipped().Select(package => package.LicenceText).OfType<string>().ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Contains(Words(text), notice));
    }

    [Fact]
    public void Analyzers_are_not_taken_for_shipped_packages()
    {
        var ids = Shipped().Select(package => package.Id).ToList();

        Assert.Contains("SQLitePCLRaw.core", ids);
        Assert.DoesNotContain("Meziantou.Analyzer", ids);
        Assert.DoesNotContain("Microsoft.NET.ILLink.Tasks", ids);
    }

    static List<RestoredPackage> Shipped()
    {
        var packages = Repository.Sources("Waziup.Ngsi", "*.csproj").Select(file => Repository.Relative(Path.GetDirectoryName(file)!));
        return packages.Append("Waziup.Server").SelectMany(RestoredPackages.Of).Distinct().ToList();
    }

    static string Notice() => File.ReadAllText(Repository.At("NOTICE"));

    static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // "  Some.Package   1.2.3   MIT   whose copyright": columns stand at least two spaces apart.
    [GeneratedRegex(
        @"^  (?<id>[\w.]+)  +(?<version>\d[\w.+-]*)  +(?<licence>\S+(?: \S+)*)  +\S",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
