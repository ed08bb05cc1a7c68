using System.Xml.Linq;

namespace Waziup.Ngsi.Tests.Architecture;

public class ProjectReferenceTests
{
    const string Core = "Waziup.Ngsi";
    const string Client = "Waziup.Ngsi.Client";
    const string Converter = "Waziup.Ngsi.NewtonsoftJson";

    static readonly string[] Adapters = ["Waziup.Ngsi.AspNetCore", "Waziup.Ngsi.PostgreSql", "Waziup.Ngsi.Sqlite", "Waziup.Ngsi.Mqtt"];
    static readonly string[] Domains = ["Waziup.Ngsi.Sensors", "Waziup.Ngsi.Sync", "Waziup.Ngsi.Apps"];
    static readonly string[] Hosts = ["Waziup.Server", "Waziup.Gateway"];

    [Fact]
    public void Projects_reference_only_what_stands_below_them()
    {
        var projects = Repository.Sources("Waziup.Ngsi", "*.csproj").Concat(Repository.Sources("", "*.csproj").Where(IsHost)).ToList();

        Assert.Contains(projects, project => Path.GetFileNameWithoutExtension(project) == Core);
        Assert.Contains(projects, IsHost);
        Assert.Empty(projects.SelectMany(project => Faults(Path.GetFileNameWithoutExtension(project), XDocument.Load(project))));
    }

    [Theory]
    [InlineData("Waziup.Ngsi", "<ProjectReference Include='../Sqlite/Waziup.Ngsi.Sqlite.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi", "<FrameworkReference Include='Microsoft.AspNetCore.App'/>", 1)]
    [InlineData("Waziup.Ngsi", "<PackageReference Include='Npgsql'/>", 1)]
    [InlineData("Waziup.Ngsi", "<PackageReference Include='NetTopologySuite'/>", 0)]
    [InlineData("Waziup.Ngsi.Sqlite", "<ProjectReference Include='../Core/Waziup.Ngsi.csproj'/>", 0)]
    [InlineData("Waziup.Ngsi.Sqlite", "<ProjectReference Include='../AspNetCore/Waziup.Ngsi.AspNetCore.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi", "<ProjectReference Include='../Client/Waziup.Ngsi.Client.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi.Client", "<ProjectReference Include='../Core/Waziup.Ngsi.csproj'/>", 0)]
    [InlineData("Waziup.Ngsi.Client", "<ProjectReference Include='../AspNetCore/Waziup.Ngsi.AspNetCore.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi.NewtonsoftJson", "<ProjectReference Include='../Client/Waziup.Ngsi.Client.csproj'/>", 0)]
    [InlineData("Waziup.Ngsi.Mqtt", "<ProjectReference Include='../Client/Waziup.Ngsi.Client.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi.Sync", "<ProjectReference Include='../Client/Waziup.Ngsi.Client.csproj'/>", 0)]
    [InlineData("Waziup.Ngsi.Sync", "<ProjectReference Include='../NewtonsoftJson/Waziup.Ngsi.NewtonsoftJson.csproj'/>", 1)]
    [InlineData("Waziup.Ngsi.Sync", "<ProjectReference Include='../Sqlite/Waziup.Ngsi.Sqlite.csproj'/>", 1)]
    [InlineData("Waziup.Server", "<ProjectReference Include='../Waziup.Ngsi/Sqlite/Waziup.Ngsi.Sqlite.csproj'/>", 0)]
    [InlineData("Waziup.Server", "<ProjectReference Include='../Waziup.Gateway/Waziup.Gateway.csproj'/>", 1)]
    [InlineData("Waziup.Server", "<ProjectReference Include='../tests/Waziup.Ngsi.Contract/Waziup.Ngsi.Contract.csproj'/>", 1)]
    public void The_rule_sees_what_it_should(string project, string reference, int faults) =>
        Assert.Equal(faults, Faults(project, XDocument.Parse($"<Project><ItemGroup>{reference}</ItemGroup></Project>")).Count());

    static bool IsHost(string project) => Hosts.Contains(Path.GetFileNameWithoutExtension(project));

    static IEnumerable<string> Faults(string project, XDocument file)
    {
        foreach (var path in Includes(file, "ProjectReference"))
        {
            var used = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
            if (!MayUse(project, used))
                yield return $"{project} must not reference {used}.";
        }

        if (project != Core)
            yield break;

        foreach (var framework in Includes(file, "FrameworkReference"))
            yield return $"The core must not reference the framework {framework}.";

        foreach (var package in Includes(file, "PackageReference").Where(package => !FitsCore(package)))
            yield return $"The core must not reference the package {package}: a new dependency needs a written reason, and this list.";
    }

    static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Select(reference => reference.Attribute("Include")?.Value).OfType<string>();

    static bool FitsCore(string package) =>
        package == "NetTopologySuite"
        || (package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            && package.EndsWith(".Abstractions", StringComparison.Ordinal));

    // The client stands beside the adapters, on the core alone; the converter stands on the client.
    static bool MayUse(string project, string used)
    {
        if (project == Core)
            return false;

        if (used == Core)
            return true;

        var isHost = Hosts.Contains(project);
        if (Adapters.Contains(used))
            return isHost;

        if (used == Client)
            return isHost || Domains.Contains(project) || project == Converter;

        return Domains.Contains(used) && (isHost || Domains.Contains(project));
    }
}
