using System.Globalization;

namespace Waziup.Ngsi.JsonLd;

/// <summary>A line of the table of core terms.</summary>
/// <param name="Term">The term, or the URL of a document when there is no IRI.</param>
/// <param name="Iri">What the term stands for, as written.</param>
/// <param name="Type">Type coercion, empty for none.</param>
/// <param name="Container">Container, empty for none.</param>
/// <param name="Since">First minor version with this definition.</param>
/// <param name="Until">Last minor version with it.</param>
/// <param name="Within">The term whose scoped context the line belongs to, empty for none.</param>
internal sealed record CoreTermRow(string Term, string Iri, string Type, string Container, int Since, int Until, string Within)
{
    /// <summary>Reads the table: comma-separated, a line of titles, no quotes.</summary>
    public static CoreTermRow[] ReadAll(TextReader table)
    {
        var rows = new List<CoreTermRow>();
        table.ReadLine();
        while (table.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            rows.Add(new CoreTermRow(cells[0], cells[1], cells[2], cells[3], Minor(cells[4], 0), Minor(cells[5], int.MaxValue), cells[6]));
        }

        return [.. rows];
    }

    private static int Minor(string version, int otherwise) =>
        version.Length == 0 ? otherwise : int.Parse(version.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);
}
