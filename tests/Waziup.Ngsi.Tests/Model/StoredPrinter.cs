using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Prints a stored entity as normalized NGSI-LD with short names, independently of the product's renderer.</summary>
internal sealed class StoredPrinter(ActiveContext terms, bool times)
{
    private static readonly string[] OwnMembers =
    [
        "type", "value", "object", "languageMap", "vocab", "json", "valueList", "objectList", "datasetId", "unitCode", "observedAt", "expiresAt",
        "valueType", "objectType", "createdAt", "modifiedAt", "entityIdSealed", "entityTypeSealed",
    ];

    public JsonObject Print(Entity entity)
    {
        var printed = new JsonObject { ["id"] = entity.Id.Value };
        var types = entity.Types.Select(type => JsonValue.Create(terms.Compact(type))).ToArray<JsonNode>();
        printed["type"] = types.Length == 1 ? types[0] : new JsonArray(types);
        if (entity.HasScope)
            printed["scope"] = JsonNode.Parse(entity.Document.AsSpan(entity.ScopeRange.Start, entity.ScopeRange.Length));
        Time(printed, "expiresAt", entity.ExpiresAt);
        if (times)
        {
            Time(printed, "createdAt", entity.CreatedAt);
            Time(printed, "modifiedAt", entity.ModifiedAt);
            Time(printed, "deletedAt", entity.DeletedAt);
        }
        foreach (var group in entity.Instances.GroupBy(entry => entry.NameStart))
        {
            var instances = group.Select(entry => (JsonNode)Instance(entity, entry)).ToArray();
            var name = terms.Compact(Encoding.UTF8.GetString(entity.NameOf(in entity.Instances.AsSpan()[Array.IndexOf(entity.Instances, group.First())])));
            printed[name] = instances.Length == 1 ? instances[0] : new JsonArray(instances);
        }
        return printed;
    }

    private JsonObject Instance(Entity entity, InstanceEntry entry)
    {
        var printed = Body(Parse(entity.Document.AsSpan(entry.Start, entry.Length)).AsObject());
        Time(printed, "expiresAt", entry.ExpiresAt);
        if (times)
        {
            Time(printed, "createdAt", entry.CreatedAt);
            Time(printed, "modifiedAt", entry.ModifiedAt);
        }
        return printed;
    }

    private JsonObject Body(JsonObject stored)
    {
        var printed = new JsonObject();
        foreach (var (name, value) in stored)
        {
            if (name is "createdAt" or "modifiedAt" && !times)
                continue;
            if (name is "vocab" or "valueType" or "objectType" or "entityTypeSealed")
                printed[name] = Terms(value!);
            else if (OwnMembers.Contains(name))
                printed[name] = value?.DeepClone();
            else
                printed[terms.Compact(name)] = value is JsonArray list ? new JsonArray([.. list.Select(Sub)]) : Sub(value);
        }
        return printed;
    }

    private JsonNode Sub(JsonNode? instance) => Body(instance!.AsObject());

    private JsonNode Terms(JsonNode value) => value is JsonArray list
        ? new JsonArray([.. list.Select(term => JsonValue.Create(terms.Compact(term!.GetValue<string>())))])
        : JsonValue.Create(terms.Compact(value.GetValue<string>()));

    private static void Time(JsonObject printed, string name, Instant time)
    {
        if (!time.IsNone)
            printed[name] = time.ToString();
    }

    private static JsonNode Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        return JsonNode.Parse(ref reader)!;
    }
}
