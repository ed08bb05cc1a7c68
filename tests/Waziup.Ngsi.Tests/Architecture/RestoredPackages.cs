using System.Text.Json;
using System.Xml.Linq;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>A package that a project hands on to whoever runs it.</summary>
/// <param name="Id">The name in the registry.</param>
/// <param name="Version">The resolved version.</param>
/// <param name="Licence">The licence expression of the package, or the name of its licence file.</param>
/// <param name="LicenceText">The text of the licence file; null when the package names an expression.</param>
sealed record RestoredPackage(string Id, string Version, string Licence, string? LicenceText);

/// <summary>Reads what a restore resolved.</summary>
static class RestoredPackages
{
    // They name what the framework has, for older packages, and hold nothing that is handed on.
    static readonly HashSet<string> Empty = new(StringComparer.OrdinalIgnoreCase) { "NETStandard.Library", "Microsoft.NETCore.Platforms" };

    // Older packages say no more than where their licence is; it was read there.
    static readonly Dictionary<string, string> Linked = new(StringComparer.OrdinalIgnoreCase)
    {
        ["https://raw.githubusercontent.com/sebastienros/jint/master/LICENSE.txt"] = "BSD-2-Clause",
    };

    /// <summary>The packages that end up beside a project's output: analyzers and build tools are private and left out.</summary>
    /// <param name="project">The folder of the project, relative to the repository.</param>
    public static IEnumerable<RestoredPackage> Of(string project)
    {
        var file = Repository.At($"{project}/obj/project.assets.json");
        Assert.True(File.Exists(file), $"{project} is not restored: run 'dotnet restore Waziup.sln'.");
        using var assets = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = assets.RootElement;
        var caches = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();

        foreach (var (id, version) in Reachable(root))
            yield return Read(caches, id, version);
    }

    static IEnumerable<(string Id, string Version)> Reachable(JsonElement root)
    {
        var libraries = root.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
            .ToDictionary(library => library.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>(Direct(root));
        while (open.TryDequeue(out var id))
        {
            // A name without a library is one that the shared framework supplies: pruned by the restore, not shipped by us.
            if (!seen.Add(id) || !libraries.TryGetValue(id, out var library))
                continue;

            if (library.Value.TryGetProperty("dependencies", out var dependencies))
            {
                foreach (var dependency in dependencies.EnumerateObject())
                    open.Enqueue(dependency.Name);
            }

            if (library.Value.GetProperty("type").GetString() == "package" && !Empty.Contains(id))
                yield return (id, library.Name.Split('/')[1]);
        }
    }

    static IEnumerable<string> Direct(JsonElement root)
    {
        var project = root.GetProperty("project");
        foreach (var framework in project.GetProperty("frameworks").EnumerateObject())
        {
            if (!framework.Value.TryGetProperty("dependencies", out var dependencies))
                continue;

            foreach (var dependency in dependencies.EnumerateObject())
            {
                var isPrivate = dependency.Value.TryGetProperty("suppressParent", out var suppressed) && suppressed.GetString() == "All";
                if (!isPrivate)
                    yield return dependency.Name;
            }
        }

        foreach (var group in root.GetProperty("projectFileDependencyGroups").EnumerateObject())
        {
            // Project references stand in this list only, as "Name >= version".
            foreach (var line in group.Value.EnumerateArray())
            {
                var name = line.GetString()!.Split(' ')[0];
                if (name.StartsWith("Waziup.", StringComparison.Ordinal))
                    yield return name;
            }
        }
    }

    static RestoredPackage Read(string[] caches, string id, string version)
    {
        var lower = id.ToLowerInvariant();
        var folder = caches.Select(cache => Path.Combine(cache, lower, version)).First(Directory.Exists);
        var description = XDocument.Load(Path.Combine(folder, $"{lower}.nuspec"));
        var licence = description.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        var link = description.Descendants().FirstOrDefault(element => element.Name.LocalName == "licenseUrl");
        if (licence is null && link is not null && Linked.TryGetValue(link.Value, out var known))
            return new(id, version, known, null);
        Assert.True(licence is not null, $"{id} {version} names no licence.");
        var isFile = licence.Attribute("type")?.Value == "file";
        return new(id, version, licence.Value, isFile ? File.ReadAllText(Path.Combine(folder, licence.Value)) : null);
    }
}
