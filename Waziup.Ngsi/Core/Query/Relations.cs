using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Tells what relationships point at.</summary>
internal static class Relations
{
    /// <summary>The ids that an instance of a Relationship or ListRelationship points at, in its order.</summary>
    public static List<EntityId> ObjectsOf(Entity entity, int index)
    {
        ref readonly var entry = ref entity.Instances[index];
        var objects = new List<EntityId>();
        foreach (var value in new Scalars(Target.Of(entry.Kind, entity.Document.AsSpan(entry.ValueStart, entry.ValueLength))))
        {
            if (value.TokenType == JsonTokenType.String)
                objects.Add(EntityId.Trusted(value.GetString()!));
        }
        return objects;
    }
}
