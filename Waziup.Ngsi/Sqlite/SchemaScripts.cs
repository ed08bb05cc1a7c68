using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The scripts that make the tables.</summary>
internal static class SchemaScripts
{
    /// <summary>In order; the position counted from 1 is the schema version.</summary>
    public static IReadOnlyList<string> All { get; } = PackagedScripts.In(typeof(SchemaScripts).Assembly);
}
