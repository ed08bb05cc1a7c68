using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>What sensors and actuators have from their device: each of them is found, and shown, by itself.</summary>
internal sealed record Shared(
    string Device, double[]? Location, string[] Owner, string[] SharedWith, string[] InProject, string[] Scope, string Visibility, bool? DoNotSync)
{
    /// <summary>Begins an entity.</summary>
    public JsonObject Begin(string id, params ReadOnlySpan<string> types)
    {
        var entity = new JsonObject
        {
            ["id"] = id,
            ["type"] = types.Length == 1 ? JsonValue.Create(types[0]) : new JsonArray([.. types.ToArray().Select(type => JsonValue.Create(type))]),
        };
        if (Scope.Length > 0)
            entity["scope"] = Scope.Length == 1 ? JsonValue.Create(Scope[0]) : new JsonArray([.. Scope.Select(scope => JsonValue.Create(scope))]);
        return entity;
    }

    /// <summary>Ends it with what is the same for all of a device; a part may lie elsewhere.</summary>
    public JsonObject End(JsonObject entity, double[]? location = null)
    {
        entity.Place(location ?? Location);
        entity.Link("owner", Owner);
        entity.Link("sharedWith", SharedWith);
        entity.Link("inProject", InProject);
        entity.Text("visibility", Visibility);
        entity.Truth("doNotSync", DoNotSync);
        return entity;
    }
}
