using System.Runtime.InteropServices;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>All that a context says about one term (JSON-LD 1.1, "Create Term Definition").</summary>
internal sealed class FullTerm(Utf8Slice name)
{
    private static long _last;

    /// <summary>Tells it from all other definitions of this process.</summary>
    public long Number { get; } = Interlocked.Increment(ref _last);

    public Utf8Slice Name { get; } = name;

    /// <summary>What it stands for: an IRI, a blank node or a keyword; null when it stands for nothing.</summary>
    public Utf8Slice Iri { get; set; }

    /// <summary>The keyword that it stands for.</summary>
    public Keyword Keyword { get; set; }

    public bool IsPrefix { get; set; }

    public bool IsProtected { get; set; }

    public bool IsReverse { get; set; }

    public Containers Containers { get; set; }

    /// <summary>What its values are, when they are IRIs, JSON or of no fixed type.</summary>
    public Keyword TypeKeyword { get; set; }

    /// <summary>The type of its values: an IRI, or the text of <see cref="TypeKeyword" />; null when nothing is said.</summary>
    public Utf8Slice Type { get; set; }

    public TextMapping Language { get; set; }

    public TextMapping Direction { get; set; }

    /// <summary>The property that serves as index, as the context names it; null for <c>@index</c>.</summary>
    public Utf8Slice Index { get; set; }

    /// <summary>Where it is written when nested; null when it is not.</summary>
    public Utf8Slice Nest { get; set; }

    /// <summary>The context that holds within its values, as written.</summary>
    public JsonElement? Scoped { get; set; }

    /// <summary>The document that <see cref="Scoped" /> stands in.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Roughly the bytes of memory it takes, with its places in the tables of a context.</summary>
    public long Weight =>
        400 + (3L * Name.Length) + Iri.Length + Type.Length + Index.Length + Nest.Length
        + (Scoped is { } scoped ? JsonMarshal.GetRawUtf8Value(scoped).Length : 0);

    public bool Has(Containers container) => (Containers & container) != Containers.None;

    /// <summary>Whether another definition says the same, protection left aside.</summary>
    public bool SaysTheSame(FullTerm other) =>
        Iri.Equals(other.Iri)
        && IsPrefix == other.IsPrefix && IsReverse == other.IsReverse
        && Containers == other.Containers
        && Type.Equals(other.Type)
        && Language == other.Language && Direction == other.Direction
        && Index.Equals(other.Index) && Nest.Equals(other.Nest)
        && SameScope(Scoped, other.Scoped);

    private static bool SameScope(JsonElement? one, JsonElement? other) =>
        one is { } first ? other is { } second && JsonElement.DeepEquals(first, second) : other is null;
}
