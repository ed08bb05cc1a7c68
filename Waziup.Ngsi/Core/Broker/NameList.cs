using System.Buffers;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Translates the names in a type selection, a list or a projection item; what stands between them stays.</summary>
internal static class NameList
{
    private static readonly SearchValues<char> Between = SearchValues.Create("(){},|; ");

    /// <summary>Names become IRIs, which are the same in every @context.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is no name.</exception>
    public static string Expand(string text, ActiveContext terms) =>
        Map(text, name => InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms).Value);

    /// <summary>IRIs become names.</summary>
    public static string Compact(string text, ActiveContext terms) => Map(text, name => Encoding.UTF8.GetString(terms.Compact(Encoding.UTF8.GetBytes(name))));

    /// <summary>Names of types become IRIs; what is no name stays, for the parser of the selection to say so.</summary>
    public static string ExpandTypes(string text, ActiveContext terms) => Map(text, name =>
        Encoding.UTF8.GetBytes(name) is var utf8 && UriText.IsTerm(utf8) && terms.TryExpand(utf8, out var iri) ? iri.Value : name);

    private static string Map(string text, Func<string, string> translate)
    {
        var mapped = new StringBuilder(text.Length * 2);
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOfAny(Between);
            var name = length < 0 ? text[at..] : text.Substring(at, length);
            if (name.Length > 0)
                mapped.Append(name is "*" or "id" or "type" or "scope" or "@id" or "@type" ? name : translate(name));
            at += name.Length;
            if (at < text.Length)
                mapped.Append(text[at++]);
        }
        return mapped.ToString();
    }
}
