namespace Waziup.Ngsi.JsonLd;

/// <summary>What a term may be called and lead to.</summary>
internal static class TermForm
{
    // Each definition may append to the IRI of another: without a bound, a small document makes gigabytes.
    private const int LongestIri = 4096;

    /// <summary>Whether the name can be defined by a context at all; what looks like a keyword cannot, and that is no error.</summary>
    public static bool IsDefinable(string name)
    {
        if (name.Length == 0)
            throw Invalid("A context must not define the empty term.");

        // "@type" may be given a container in JSON-LD 1.1; NGSI-LD has its own idea of type.
        if (name == "@type" || (Keywords.HasKeywordForm(name) && !Keywords.IsKeyword(name)))
            return false;

        return Keywords.IsKeyword(name) ? throw Invalid($"The keyword {name} cannot be redefined.") : true;
    }

    /// <summary>The term that a definition makes, now that its IRI is known.</summary>
    /// <param name="raw">The definition.</param>
    /// <param name="iri">What it leads to: an IRI, a keyword, or null.</param>
    /// <param name="mayBePrefix">Whether a term that is not said to be a prefix can still be used as one.</param>
    public static TermDefinition Complete(RawDefinition raw, string? iri, bool mayBePrefix)
    {
        var name = raw.Name;
        if (iri is not null && Keywords.IsKeyword(iri))
        {
            return raw.Prefix is true
                ? throw Invalid($"The term \"{name}\" stands for a keyword and cannot be a prefix.")
                : new TermDefinition(name) { Keyword = iri };
        }

        // A blank node is nothing that another document could mean as well.
        if (iri is not null && iri.StartsWith("_:", StringComparison.Ordinal))
            return new TermDefinition(name);

        if (iri is null || !IriForm.IsAbsolute(iri) || iri.Contains('\0', StringComparison.Ordinal))
            throw Invalid($"The term \"{name}\" does not lead to an absolute IRI.");

        var spellsIri = name.AsSpan().IndexOfAny(':', '/') >= 0;
        if (spellsIri && raw.Prefix is not null)
            throw Invalid($"The term \"{name}\" contains ':' or '/' and cannot be a prefix.");

        var isPrefix = raw.Prefix ?? (raw.IsSimple && !spellsIri && IriForm.EndsInDelimiter(iri));
        return new TermDefinition(name)
        {
            Iri = new Iri(Bounded(iri, name)),
            IsPrefix = isPrefix,
            MayBePrefix = isPrefix || (raw.Prefix is null && !spellsIri && mayBePrefix),
            Type = raw.Type,
            Container = raw.Container,
        };
    }

    public static string Bounded(string iri, string name) =>
        iri.Length <= LongestIri
            ? iri
            : throw new JsonLdException(JsonLdErrorCode.TooLarge, $"\"{name}\" leads to an IRI of more than {LongestIri} characters.");

    public static JsonLdException Invalid(string message) => new(JsonLdErrorCode.InvalidTerm, message);
}
