using System.Collections.Immutable;
using System.Text;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads orderBy (4.23): paths joined by commas, each perhaps with a direction behind a semicolon.</summary>
internal static class OrderParser
{
    private const int MaxKeys = 16;

    /// <param name="text">The keys.</param>
    /// <param name="from">The place from which distances are taken; null where none is named.</param>
    /// <param name="collation">The order of texts, a BCP 47 tag; null for code points.</param>
    /// <param name="terms">Expands names.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed, and for distances from nowhere.</exception>
    public static Ordering Parse(string text, Geometry? from, string? collation, ActiveContext terms)
    {
        var scanner = new Scanner("orderBy", text);
        var keys = ImmutableArray.CreateBuilder<OrderKey>();
        do
        {
            keys.Add(Key(scanner, from, terms));
        }
        while (keys.Count < MaxKeys && scanner.Take(','));
        scanner.End();
        return new Ordering(keys.ToImmutable(), collation is null ? TextOrder.CodePoints : Collation.Parse(collation));
    }

    private static OrderKey Key(Scanner text, Geometry? from, ActiveContext terms)
    {
        text.SkipBlanks();
        OrderBy? member = text.UpTo(";, ") switch
        {
            "id" or "@id" => OrderBy.Id,
            "type" or "@type" => OrderBy.Type,
            "scope" => OrderBy.Scope,
            _ => null,
        };
        AttributePath? path = null;
        if (member is null)
            path = PathParser.Read(text, terms);
        else
            text.Position += text.UpTo(";, ").Length;
        text.SkipBlanks();
        if (!text.Take(';'))
            return new OrderKey(member ?? OrderBy.Path, path, IsDescending: false);
        var direction = text.UpTo(", ").ToString();
        if (direction is not ("asc" or "desc" or "dist-asc" or "dist-desc"))
            throw text.Expected("asc, desc, dist-asc or dist-desc");
        text.Position += direction.Length;
        text.SkipBlanks();
        var byDistance = direction.StartsWith("dist", StringComparison.Ordinal);
        if (byDistance && from is null)
            throw NgsiLdErrors.Bad("orderBy: a distance needs orderFrom, the coordinates from which it is taken");
        return new OrderKey(member ?? OrderBy.Path, path, direction.EndsWith("desc", StringComparison.Ordinal)) { From = byDistance ? from : null };
    }
}
