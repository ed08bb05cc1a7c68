using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads a type selection (4.17): names joined by <c>,</c> or <c>|</c> (or) and <c>;</c> (and), with parentheses; <c>*</c> is every type.</summary>
internal static class TypeParser
{
    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public static Filter Parse(string text, ActiveContext terms)
    {
        var scanner = new Scanner("type", text);
        var filter = Combination.Read(scanner, place => Type(place, terms));
        scanner.End();
        return filter;
    }

    private static Filter Type(Scanner text, ActiveContext terms)
    {
        var name = text.UpTo(",|;() ").ToString();
        var utf8 = Encoding.UTF8.GetBytes(name);
        Filter? filter = name == "*" ? Filter.Everything
            : UriText.IsTerm(utf8) && terms.TryExpand(utf8, out var iri) ? new Filter.OfType(iri) : null;
        if (filter is null)
            throw text.Expected("the name of a type");
        text.Position += name.Length;
        text.SkipBlanks();
        return filter;
    }
}
