using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Rendering;

/// <summary>The form in which entities go out.</summary>
internal sealed record Shape
{
    public static readonly Shape Plain = new();

    public EntityFormat Format { get; init; }

    /// <summary>createdAt, modifiedAt and expiresAt are shown (4.8, 4.22).</summary>
    public bool SystemTimes { get; init; }

    /// <summary>A GeoJSON Feature around it (4.5.16), with the geometry of this attribute; null for plain JSON.</summary>
    public Iri? Geometry { get; init; }

    /// <summary>LanguageProperties become Properties in the best of these languages (4.15); null to leave them.</summary>
    public LanguageRanges? Languages { get; init; }

    /// <summary>Linked entities stand inside the relationships that lead to them (4.5.23).</summary>
    public bool Joins { get; init; }

    /// <summary>The @context goes into the body.</summary>
    public bool ContextInBody { get; init; }

    /// <summary>The minor version of NGSI-LD 1.x that the reader knows (4.3.6.8); newer things are written in older ones.</summary>
    public int Version { get; init; } = NewestVersion;

    public const int NewestVersion = 9;

    /// <summary>Instances of a history go without their instanceIds.</summary>
    public bool LeavesInstanceIds { get; init; }

    /// <summary>Copy token by token even where slices could be copied whole; a test compares the two.</summary>
    public bool TokenByToken { get; init; }

    /// <summary>Whether an instance body may go out as it is stored.</summary>
    public bool AllowsSlices => Format == EntityFormat.Normalized && !SystemTimes && Languages is null && Version == NewestVersion && !TokenByToken;
}
