using System.Text;

namespace Waziup.Ngsi.JsonLd;

/// <summary>What a context says about one term.</summary>
internal sealed class TermDefinition(string name)
{
    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>What the term stands for; null when it cannot be used as a name: defined as null, a keyword's alias, or with @reverse or
    /// @nest.</summary>
    public Iri? Iri { get; init; }

    /// <summary>The keyword that the term is an alias of, if any.</summary>
    public string? Keyword { get; init; }

    /// <summary>JSON-LD 1.1 lets it begin a compact IRI, so names are written with it.</summary>
    public bool IsPrefix { get; init; }

    /// <summary>It is understood at the beginning of a compact IRI: as in JSON-LD 1.0, any term that <c>@prefix</c> does not
    /// forbid.</summary>
    public bool MayBePrefix { get; init; }

    /// <summary>The <c>@type</c> coercion as written. It never matters for names: NGSI-LD knows the types of its members.</summary>
    public string? Type { get; init; }

    /// <summary>The <c>@container</c> as written. It never matters for names.</summary>
    public string? Container { get; init; }

    /// <summary>Of two terms for one IRI, the shorter is written, then the one that sorts first.</summary>
    public bool IsBetterThan(TermDefinition? other)
    {
        if (other is null)
            return true;

        return Name.Length != other.Name.Length ? Name.Length < other.Name.Length : string.CompareOrdinal(Name, other.Name) < 0;
    }
}
