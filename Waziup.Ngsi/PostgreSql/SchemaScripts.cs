using System.Reflection;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The scripts that make the tables: the first creates them, each later one brings a store from the version before to its own.</summary>
internal static class SchemaScripts
{
    /// <summary>In order; the position counted from 1 is the schema version.</summary>
    public static IReadOnlyList<string> All { get; } = Load();

    private static List<string> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new List<string>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            scripts.Add(reader.ReadToEnd());
        }
        return scripts;
    }
}
