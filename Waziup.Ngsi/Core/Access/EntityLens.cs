using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>Shows conditions and orders what a caller sees of an entity: one attribute of it, which they are about.</summary>
internal sealed class EntityLens(Grant grant, Iri name) : ILens
{
    /// <inheritdoc/>
    public Entity See(Entity entity, Instant now) =>
        EntityDisclosure.Of(entity, grant.FormsOf(entity, now), now, at => entity.NameOf(in entity.Instances[at]).SequenceEqual(name.Utf8));
}
