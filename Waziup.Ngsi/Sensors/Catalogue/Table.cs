using System.Text;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>Reads the tables of the catalogue, which are embedded: comma-separated, a line of titles, no quotes.</summary>
internal static class Table
{
    public static IEnumerable<T> Read<T>(string name, Func<string[], T> row)
    {
        using var stream = typeof(Table).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return row(line.Split(','));
    }

    /// <summary>The words of a cell, which stand between blanks.</summary>
    public static string[] Words(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
