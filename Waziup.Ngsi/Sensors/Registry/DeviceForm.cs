using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Makes the entity of a device of its form.</summary>
internal static partial class DeviceForm
{
    private static readonly string[] Texts =
        ["name", "description", "serialNumber", "firmwareVersion", "softwareVersion", "ipAddress", "macAddress"];

    /// <summary>What the device hands down to its parts.</summary>
    public static Shared ReadShared(Form form, string device, string? owner)
    {
        var owners = form.Ids("owner");
        var scopes = form.Texts("scope");
        if (!Array.TrueForAll(scopes, IsScope))
            form.Refuse("scope", "This is a path such as /ghana/keta, or several.");
        return new Shared(
            device,
            PlaceForm.Read(form, "location"),
            owners.Length == 0 && owner is not null ? [owner] : owners,
            form.Ids("sharedWith"),
            form.Ids("inProject", "Project"),
            scopes,
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
        entity.Text("devEUI", DevEui(form));
        entity.Time("dateInstalled", form.Time("dateInstalled"));
        if (form.Duration("syncInterval") is not null)
            entity.Text("syncInterval", form.Text("syncInterval"));
        entity.Json("meta", form.Object("meta"));
        return shared.End(entity);
    }

    /// <summary>Whether a text is a scope: levels of names behind slashes.</summary>
    public static bool IsScope(string text) => ScopePattern().IsMatch(text);

    private static string? DevEui(Form form)
    {
        if (form.Text("devEUI") is not { } text)
            return null;
        if (EuiPattern().IsMatch(text))
            return text.ToLowerInvariant();
        form.Refuse("devEUI", "This is 16 hexadecimal digits.");
        return null;
    }

    [GeneratedRegex("^[0-9A-Fa-f]{16}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EuiPattern();

    [GeneratedRegex(@"^(/[\p{L}_][\p{L}\p{N}_-]*)+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScopePattern();
}
