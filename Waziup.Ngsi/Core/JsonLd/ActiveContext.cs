using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Waziup.Ngsi.JsonLd;

/// <summary>A context ready for use: expands names to IRIs and writes IRIs as names. The core context is always in force and always
/// wins.</summary>
/// <remarks>Immutable and thread-safe. What was asked before is remembered, within bounds; then a call is a lookup and allocates
/// nothing.</remarks>
public sealed class ActiveContext
{
    private readonly TermTable _terms;
    private readonly NameCaches<Iri, byte[]> _names;
    private readonly int _id;

    internal ActiveContext(ReadOnlyMemory<byte> source, string? url, TermTable terms, NameCaches<Iri, byte[]> names)
    {
        Source = source;
        Url = url;
        IsDefault = terms.Count == 0;
        _terms = terms;
        _names = names;
        _id = names.NextContext();
    }

    /// <summary>What the client named, as UTF-8 JSON: a string with a URL, an array or an object. The URL of the newest core context when
    /// nothing was named.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>The URL, when <see cref="Source" /> is exactly one, alone or in an array; otherwise null.</summary>
    public string? Url { get; }

    /// <summary>Whether nothing but the core context is in it, in whatever version.</summary>
    public bool IsDefault { get; }

    /// <summary>The fetched documents that it was made of, by their URLs.</summary>
    internal IReadOnlyList<(string Url, ReadOnlyMemory<byte> Content)> Fetched { get; init; } = [];

    /// <summary>Roughly the bytes of memory it takes, remembered names left out.</summary>
    internal long Weight => 2048 + Source.Length + _terms.Weight;

    /// <summary>What the client named with the core context after it, as the value of an <c>@context</c> in UTF-8 JSON.</summary>
    internal byte[] WithCore()
    {
        var source = Source.Span.Trim(" \t\r\n"u8);
        var items = source.StartsWith("["u8) ? source[1..^1].Trim(" \t\r\n"u8) : source;
        var separator = items.IsEmpty ? default : ","u8;
        return [.. "["u8, .. items, .. separator, .. "\""u8, .. CoreContexts.Utf8Newest, .. "\"]"u8];
    }

    /// <summary>Expands a name: a term, a compact IRI, an absolute IRI, or else a name of the default vocabulary.</summary>
    /// <param name="utf8Term">The name, UTF-8, without JSON escapes.</param>
    /// <param name="iri">What it stands for.</param>
    /// <returns>False if the name cannot be used: empty, a keyword or like one, defined as null, as a keyword's alias, with @reverse or
    /// @nest, a blank node, or not valid UTF-8.</returns>
    public bool TryExpand(ReadOnlySpan<byte> utf8Term, [NotNullWhen(true)] out Iri? iri)
    {
        var key = new NameSpan(_id, utf8Term);
        if (_names.Expanded.TryGet(key, out iri))
            return true;

        iri = TryGetTerm(utf8Term, out var term) ? term.Iri : ExpandUndefined(utf8Term);
        if (iri is null)
            return false;

        _names.Expanded.Add(key, iri);
        return true;
    }

    /// <summary>Expands a name.</summary>
    /// <param name="term">The name.</param>
    /// <returns>The absolute IRI.</returns>
    /// <exception cref="JsonLdException">The name cannot be used (<see cref="JsonLdErrorCode.UnusableName" />).</exception>
    public string Expand(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return TryExpand(Encoding.UTF8.GetBytes(term), out var iri)
            ? iri.Value
            : throw new JsonLdException(JsonLdErrorCode.UnusableName, $"\"{term}\" cannot be used as a name.");
    }

    /// <summary>The name to write for an IRI.</summary>
    /// <param name="utf8Iri">The absolute IRI, UTF-8.</param>
    /// <returns>The name in UTF-8, escaped as the inside of a JSON string, without quotes: a term, a name of the default vocabulary, a
    /// compact IRI, or the IRI.</returns>
    public ReadOnlySpan<byte> Compact(ReadOnlySpan<byte> utf8Iri)
    {
        var key = new NameSpan(_id, utf8Iri);
        if (_names.Compacted.TryGet(key, out var known))
            return known;

        var name = JsonText.Escape(FindName(utf8Iri));
        _names.Compacted.Add(key, name);
        return name;
    }

    /// <summary>The name to write for an IRI.</summary>
    /// <param name="iri">The absolute IRI.</param>
    /// <returns>The name, not escaped.</returns>
    public string Compact(string iri)
    {
        ArgumentNullException.ThrowIfNull(iri);
        return Encoding.UTF8.GetString(FindName(Encoding.UTF8.GetBytes(iri)));
    }

    private bool TryGetTerm(ReadOnlySpan<byte> name, [NotNullWhen(true)] out TermDefinition? term) =>
        CoreContexts.Terms.TryGet(name, out term) || _terms.TryGet(name, out term);

    private Iri? ExpandUndefined(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name[0] == '@' || name.StartsWith("_:"u8) || !Utf8.IsValid(name))
            return null;

        if (name.IndexOf((byte)':') is > 0 and var colon)
        {
            var prefix = name[..colon];
            var rest = name[(colon + 1)..];
            if (!rest.StartsWith("//"u8) && TryGetTerm(prefix, out var term) && term is { MayBePrefix: true, Iri: { } iri })
                return new Iri(iri.Value + Encoding.UTF8.GetString(rest));

            if (IriForm.IsScheme(prefix))
                return new Iri(Encoding.UTF8.GetString(name));
        }

        return new Iri(CoreContexts.Vocabulary + Encoding.UTF8.GetString(name));
    }

    // Every candidate but the last is taken only if it is read back as the same IRI: a name may mean something else here.
    private ReadOnlySpan<byte> FindName(ReadOnlySpan<byte> iri)
    {
        if (FindTerm(iri) is { } term)
            return term.Utf8Name;

        if (iri.StartsWith(CoreContexts.Utf8Vocabulary))
        {
            var rest = iri[CoreContexts.Utf8Vocabulary.Length..];
            if (Means(rest, iri))
                return rest;
        }

        return FindCompactIri(iri) ?? iri;
    }

    private TermDefinition? FindTerm(ReadOnlySpan<byte> iri)
    {
        var found = CoreContexts.Terms.TryGetByIri(iri, out var core);
        return _terms.TryGetByIri(iri, out var own) && (!found || own.IsBetterThan(core)) ? own : core;
    }

    private byte[]? FindCompactIri(ReadOnlySpan<byte> iri)
    {
        var shortest = Shorter(null, CoreContexts.Terms, iri);
        return Shorter(shortest, _terms, iri);
    }

    private byte[]? Shorter(byte[]? best, TermTable terms, ReadOnlySpan<byte> iri)
    {
        foreach (var length in terms.PrefixLengths)
        {
            if (length >= iri.Length || !terms.TryGetPrefix(iri[..length], out var prefix))
                continue;

            byte[] name = [.. prefix.Utf8Name, (byte)':', .. iri[length..]];
            if (IsBetter(name, best) && Means(name, iri))
                best = name;
        }

        return best;
    }

    private static bool IsBetter(byte[] name, byte[]? best) =>
        best is null || name.Length < best.Length || (name.Length == best.Length && name.AsSpan().SequenceCompareTo(best) < 0);

    private bool Means(ReadOnlySpan<byte> name, ReadOnlySpan<byte> iri) => TryExpand(name, out var back) && back.Utf8.SequenceEqual(iri);
}
