namespace Waziup.Ngsi.PostgreSql;

/// <summary>Selects rows that come as columns, each an array.</summary>
internal static class Unnested
{
    /// <summary>Rows of these columns, which are the first parameters.</summary>
    /// <remarks>
    /// Array beside array: where one function takes all of them, the database keeps each as a table for itself first, and a group of rows takes a
    /// third longer to insert.
    /// </remarks>
    /// <param name="columns">Their names, with commas between.</param>
    public static string Rows(string columns) => $"select {string.Join(", ", columns.Split(", ").Select((name, i) => $"unnest(${i + 1}) as {name}"))}";
}
