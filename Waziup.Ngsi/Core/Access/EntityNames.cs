using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>The names by which rules speak of what is no attribute of an entity.</summary>
public static class EntityNames
{
    /// <summary>The id: shown, or as an alias.</summary>
    public static Iri Id { get; } = new("@id");

    /// <summary>The scope (4.18).</summary>
    public static Iri Scope { get; } = Model.Core.Scope;

    /// <summary>When the entity was created.</summary>
    public static Iri CreatedAt { get; } = new("https://uri.etsi.org/ngsi-ld/createdAt");

    /// <summary>When what is shown of it was modified last.</summary>
    public static Iri ModifiedAt { get; } = new("https://uri.etsi.org/ngsi-ld/modifiedAt");

    /// <summary>When it vanishes by itself.</summary>
    public static Iri ExpiresAt { get; } = new("https://uri.etsi.org/ngsi-ld/expiresAt");
}
