using System.Reflection;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The scripts that make a store's tables: the first creates them, each later one brings a store from the version before to its own.</summary>
internal static class PackagedScripts
{
    /// <summary>Those that a package carries, in order; the position counted from 1 is the schema version.</summary>
    public static IReadOnlyList<string> In(Assembly package)
    {
        var scripts = new List<string>();
        foreach (var name in package.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(package.GetManifestResourceStream(name)!);
            scripts.Add(reader.ReadToEnd());
        }
        return scripts;
    }
}
