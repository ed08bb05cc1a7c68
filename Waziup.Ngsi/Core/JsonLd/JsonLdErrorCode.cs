namespace Waziup.Ngsi.JsonLd;

/// <summary>What is wrong with a context or a name.</summary>
public enum JsonLdErrorCode
{
    /// <summary>A document could not be fetched: unreachable, too slow, refused, or an unknown version of the core context.</summary>
    LoadingFailed,

    /// <summary>A document was fetched, but it is not JSON, has no <c>@context</c>, or is larger than allowed.</summary>
    LoadingInvalid,

    /// <summary>A context is not built as JSON-LD wants it: a number, a relative URL, a keyword with the wrong kind of value.</summary>
    InvalidContext,

    /// <summary>A context given in a request defines a term with a context of its own (5.5.7 forbids that).</summary>
    ScopedContext,

    /// <summary>A document includes itself, directly or through others.</summary>
    CyclicInclusion,

    /// <summary>Documents include each other more deeply, or more of them, than allowed.</summary>
    TooDeep,

    /// <summary>The definitions of a context are more, or longer, than allowed.</summary>
    TooLarge,

    /// <summary>A term definition is malformed, or does not lead to an IRI.</summary>
    InvalidTerm,

    /// <summary>Term definitions depend on each other in a circle.</summary>
    CyclicDefinition,

    /// <summary>A name cannot be used: it is defined as null, stands for a keyword, or is a keyword.</summary>
    UnusableName,
}
