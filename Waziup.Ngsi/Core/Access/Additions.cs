using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>Judges what a write adds to an entity by itself: a second type or scope, or one more object, would else take the entity where its writer may not go.</summary>
internal static class Additions
{
    /// <summary>Whether the entity would be within a right with each added type, scope and related entity alone.</summary>
    /// <param name="write">The right.</param>
    /// <param name="before">The entity as it was; null for none.</param>
    /// <param name="after">The entity as it has become, which is within the right.</param>
    /// <param name="now">When.</param>
    public static bool Fit(Grant write, Entity? before, Entity after, Instant now)
    {
        for (var i = 0; after.TypeCount > 1 && i < after.TypeCount; i++)
        {
            if (before?.HasType(after.TypeAt(i)) != true && !write.Admits(With(after, type: i), now))
                return false;
        }
        var (scopes, old) = (ScopeText.Of(after), before is null ? [] : ScopeText.Of(before));
        if (scopes.Count > 1 && scopes.Exists(scope => !old.Contains(scope) && !write.Admits(With(after, scope: scope), now)))
            return false;
        return ConditionNames.All(write.Rows).Distinct().All(name => ValuesFit(write, before, after, name, now));
    }

    /// <summary>By whichever instance and value of an attribute rules decide, each has to be within the right.</summary>
    private static bool ValuesFit(Grant write, Entity? before, Entity after, JsonLd.Iri name, Instant now)
    {
        for (var i = 0; i < after.Instances.Length; i++)
        {
            ref readonly var entry = ref after.Instances[i];
            if (!after.NameOf(in entry).SequenceEqual(name.Utf8) || (before is not null && InstanceDifferences.IsIn(before, after, i)))
                continue;
            // Of a list nobody knows which of its values a rule was about.
            if ((after.HasList(in entry) && !Kinds.IsRelation(entry.Kind)) || !write.Admits(With(after, name: name, only: i), now))
                return false;
        }
        return ObjectsFit(write, before, after, name, now);
    }

    private static bool ObjectsFit(Grant write, Entity? before, Entity after, JsonLd.Iri name, Instant now)
    {
        var (objects, old) = (ObjectsOf(after, name), before is null ? [] : ObjectsOf(before, name));
        return objects.Count < 2 || objects.TrueForAll(id => old.Contains(id) || write.Admits(With(after, name: name, target: id), now));
    }

    private static List<EntityId> ObjectsOf(Entity entity, JsonLd.Iri name)
    {
        var objects = new List<EntityId>();
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            if (Kinds.IsRelation(entity.Instances[i].Kind) && entity.NameOf(in entity.Instances[i]).SequenceEqual(name.Utf8))
                objects.AddRange(Relations.ObjectsOf(entity, i));
        }
        return objects;
    }

    /// <summary>The entity with one of its types, one of its scopes, one object of a relationship or one instance of an attribute alone.</summary>
    private static Entity With(Entity entity, int type = -1, string? scope = null, JsonLd.Iri? name = null, EntityId target = default, int only = -1)
    {
        var builder = EntityBuilder.Start(entity.Id);
        if (type < 0)
            Rebuild.CopyTypes(entity, builder);
        else
            builder.AddType(entity.TypeAt(type));
        Rebuild.CopyScope(entity, builder, scope);
        Rebuild.CopyWhere(entity, builder, at => at == only || name is null || !entity.NameOf(in entity.Instances[at]).SequenceEqual(name.Utf8));
        if (name is not null && only < 0)
        {
            builder.BeginAttribute(name.Utf8);
            var start = builder.Buffer.Length;
            builder.Buffer.Append("{\"type\":\"Relationship\",\"object\":"u8);
            Utf8Json.AppendString(builder.Buffer, target.Value);
            builder.Buffer.Append((byte)'}');
            builder.AddInstance(BodyScan.Entry(builder.Buffer, start));
            builder.EndAttribute();
        }
        (builder.CreatedAt, builder.ModifiedAt, builder.ExpiresAt) = (entity.CreatedAt, entity.ModifiedAt, entity.ExpiresAt);
        return builder.Build();
    }
}
