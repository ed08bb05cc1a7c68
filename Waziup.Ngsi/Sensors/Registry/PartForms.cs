using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Makes the entities of sensors and actuators of their forms.</summary>
internal static class PartForms
{
    /// <summary>A stream of measurements of one quantity.</summary>
    public static JsonObject Sensor(Form form, string id, Shared shared, List<FormRemark> warnings)
    {
        var (kind, quantity) = (form.Text("sensorKind"), form.Text("quantityKind"));
        var property = form.Text("controlledProperty") ?? (quantity is null ? null : Quantities.PropertyOf(quantity));
        if (property is null)
            warnings.Add(new(form.Pointer, "It does not say what it measures (quantityKind), so nobody finds it by that."));
        var (label, code) = UnitForm.Read(form, warnings);
        foreach (var (member, message) in CatalogueCheck.Warnings(kind, quantity, code))
            warnings.Add(new(form.At(member == "unitCode" && form.Any("unitCode") is null ? "unit" : member), message));

        var entity = shared.Begin(EntityIds.Sensor(shared.Device, id), "DeviceMeasurement", "Sensor");
        Common(form, id, entity, shared);
        entity.Text("controlledProperty", property);
        entity.Word("quantityKind", quantity);
        entity.Text("deviceType", kind is null ? null : SensorKinds.Find(kind)?.Label ?? kind);
        entity.Word("sensorKind", kind);
        entity.Text("unit", label);
        // Before the first reading there is no numValue that could have the code; so the label has it.
        if (code is not null)
            entity["unit"]!["unitCode"] = code;
        entity.Json("calibration", form.Object("calibration"));
        return shared.End(entity, PlaceForm.Read(form, "location"));
    }

    /// <summary>What obeys orders.</summary>
    public static JsonObject Actuator(Form form, string id, Shared shared)
    {
        var entity = shared.Begin(EntityIds.Actuator(shared.Device, id), "Actuator");
        Common(form, id, entity, shared);
        entity.Text("controlledProperty", form.Text("controlledProperty"));
        entity.Word("actuatorKind", form.Text("actuatorKind"));
        // Neither value nor valueType can name an attribute: the core context owns both. So the order is commandValue.
        entity.Text("commandValueType", form.Word("valueType", "string", "number", "bool", "null", "object", "array"));
        // Where being told twice does no harm, a command that may have been lost in a crash is sent once more.
        entity.Truth("idempotent", form.Truth("idempotent"));
        return shared.End(entity, PlaceForm.Read(form, "location"));
    }

    private static void Common(Form form, string id, JsonObject entity, Shared shared)
    {
        entity.Text("name", form.Text("name"));
        entity.Text("alternateName", EntityIds.IsPlain(id) ? null : id);
        entity.Link("refDevice", EntityIds.Device(shared.Device));
    }
}
