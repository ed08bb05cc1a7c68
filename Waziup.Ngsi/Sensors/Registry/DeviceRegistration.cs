using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>A device with its sensors and actuators, read from one document: the entities that stand for them, or what is wrong with it.</summary>
/// <remarks>
/// Members are named after the attributes that they become; <c>sensors</c> and <c>actuators</c> hold the parts. Where a thing is linked to, its
/// name alone does (<c>"hostedBy":"gw1"</c>), but for <c>owner</c> and <c>sharedWith</c>, which are people or organisations. Immutable.
/// </remarks>
public sealed class DeviceRegistration
{
    /// <summary>How many sensors and actuators a device may have.</summary>
    public const int MaxParts = 500;

    private readonly ImmutableArray<JsonObject> _entities;

    private DeviceRegistration(string device, ImmutableArray<JsonObject> entities, ImmutableArray<FormRemark> problems, ImmutableArray<FormRemark> warnings)
    {
        Device = device;
        _entities = entities;
        Problems = problems;
        Warnings = warnings;
    }

    /// <summary>What the device is called; empty where the document does not say.</summary>
    public string Device { get; }

    /// <summary>The Device first, then a DeviceMeasurement for each sensor and an Actuator for each actuator; none where there are problems.</summary>
    public IEnumerable<JsonObject> Entities => _entities.Select(entity => (JsonObject)entity.DeepClone());

    /// <summary>What has to be put right before.</summary>
    public ImmutableArray<FormRemark> Problems { get; }

    /// <summary>What is odd, but goes.</summary>
    public ImmutableArray<FormRemark> Warnings { get; }

    /// <summary>The body of one batch operation that creates all of it.</summary>
    public string ToBatch() => new JsonArray([.. Entities]).ToJsonString();

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="owner">Whose the device is where the document does not say.</param>
    public static DeviceRegistration Read(JsonElement document, string? owner = null)
    {
        var (problems, warnings) = (new List<FormRemark>(), new List<FormRemark>());
        if (document.ValueKind != JsonValueKind.Object)
            return new DeviceRegistration("", [], [new("", "This is an object.")], []);
        Secrets.Refuse(document, "", problems);
        var form = new Form(document, "", problems);
        var device = Named(form);
        var entities = ReadEntities(form, device, owner, problems, warnings);
        return problems.Count == 0
            ? new DeviceRegistration(device, entities, [], [.. warnings])
            : new DeviceRegistration(device, [], [.. problems], [.. warnings]);
    }

    private static ImmutableArray<JsonObject> ReadEntities(
        Form form, string device, string? owner, List<FormRemark> problems, List<FormRemark> warnings)
    {
        var shared = DeviceForm.ReadShared(form, device, owner);
        if (shared.Owner.Length == 0)
            warnings.Add(new("/owner", "It belongs to nobody."));
        var (sensors, actuators) = (form.Forms("sensors"), form.Forms("actuators"));
        if (sensors.Count + actuators.Count > MaxParts)
        {
            problems.Add(new("", $"A device has at most {MaxParts} sensors and actuators."));
            return [];
        }

        JsonObject[] parts =
        [
            .. Named(sensors).Select(part => PartForms.Sensor(part.Form, part.Id, shared, warnings)),
            .. Named(actuators).Select(part => PartForms.Actuator(part.Form, part.Id, shared)),
        ];
        string[] categories = [.. sensors.Count > 0 ? ["sensor"] : Array.Empty<string>(), .. actuators.Count > 0 ? ["actuator"] : Array.Empty<string>()];
        var properties = parts.Select(part => part["controlledProperty"]?["value"]?.GetValue<string>())
            .OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var entity = DeviceForm.Read(form, shared, categories, properties);
        warnings.AddRange(new[] { form }.Concat(sensors).Concat(actuators).SelectMany(read => read.Unread()));
        return [entity, .. parts];
    }

    /// <summary>The forms with their ids, each once.</summary>
    private static IEnumerable<(Form Form, string Id)> Named(List<Form> forms)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var form in forms)
        {
            var id = Named(form);
            if (id.Length > 0 && !ids.Add(id))
                form.Refuse("id", $"There is another {id}.");
            yield return (form, id);
        }
    }

    private static string Named(Form form)
    {
        if (form.Any("id") is null)
            form.Refuse("id", "It needs an id.");
        var id = form.Text("id") ?? "";
        return EntityIds.DeviceOf(id) ?? id;
    }
}
