using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Makes the entity of a device of its form.</summary>
internal static class DeviceForm
{
    private static readonly string[] Texts =
        ["name", "description", "serialNumber", "firmwareVersion", "softwareVersion", "ipAddress", "macAddress"];

    /// <summary>What the device hands down to its parts.</summary>
    public static Shared ReadShared(Form form, string device, string? owner)
    {
        var owners = form.Ids("owner");
        return new Shared(
            device,
            PlaceForm.Read(form, "location"),
            owners.Length == 0 && owner is not null ? [owner] : owners,
            form.Ids("sharedWith"),
            form.Ids("inProject", "Project"),
            form.Scopes("scope"),
            form.Word("visibility", "public", "private", "shared") ?? "private",
            form.Truth("doNotSync"));
    }

    /// <summary>The device itself, with the words for what its parts measure and do.</summary>
    public static JsonObject Read(Form form, Shared shared, string[] categories, IReadOnlyCollection<string> properties)
    {
        var entity = shared.Begin(EntityIds.Device(shared.Device), "Device");
        foreach (var name in Texts)
            entity.Text(name, form.Text(name));
        entity.Text("alternateName", form.Text("alternateName") ?? (EntityIds.IsPlain(shared.Device) ? null : shared.Device));
        entity.List("category", categories);
        entity.List("controlledProperty", properties);
        entity.Text("deviceState", DeviceStates.Registered);
        entity.Link("hostedBy", form.Ids("hostedBy", "Gateway"));
        entity.Link("refDeviceModel", form.Ids("refDeviceModel", "DeviceModel"));
        entity.Link("codec", form.Ids("codec", "Codec"));
        entity.List("supportedProtocol", form.Texts("supportedProtocol"));
        entity.Text("devEUI", DevEuiOf(form));
        entity.Time("dateInstalled", form.Time("dateInstalled"));
        if (form.Duration("syncInterval") is not null)
            entity.Text("syncInterval", form.Text("syncInterval"));
        entity.Json("meta", form.Object("meta"));
        return shared.End(entity);
    }

    private static string? DevEuiOf(Form form)
    {
        var text = form.Text("devEUI");
        var eui = DevEui.Read(text);
        if (text is not null && eui is null)
            form.Refuse("devEUI", "This is 16 hexadecimal digits.");
        return eui;
    }
}
