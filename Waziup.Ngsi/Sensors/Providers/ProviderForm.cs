using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Reads providers as people write them, and shows them as entities of the type <c>Provider</c>, without what is secret.</summary>
internal static class ProviderForm
{
    /// <summary>The type of the entities.</summary>
    public const string Type = "Provider";

    private const int MaxSensorName = 256;

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);
    private static readonly string[] Mapping = ["rows", "values", "time"];

    /// <summary>Reads a document; what is wrong is taken down.</summary>
    /// <param name="id">The id that the provider has or gets.</param>
    /// <param name="document"><c>url</c>, <c>device</c> and <c>values</c> (the path of each sensor), and where it is not as usual <c>name</c>, <c>enabled</c>, <c>headers</c>, <c>secrets</c> (what stands
    /// for <c>{name}</c> in the URL), <c>every</c> (PT10M), <c>rows</c> ($) and <c>time</c> (a path, or <c>path</c> and <c>as</c>).</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static Provider? Read(string id, JsonElement document, List<FormRemark> problems)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new FormRemark("", "This is an object."));
            return null;
        }
        var form = new Form(document, "", problems);
        _ = form.Text("name");
        var enabled = form.Truth("enabled") ?? true;
        var url = ProviderUrl.Read(form, problems);
        var headers = HeadersOf(form);
        var every = EveryOf(form);
        var device = form.Text("device") ?? Missing(form, "device", "A provider names the device of which its values are.");
        var (time, notation) = TimeOf(form, problems);
        var mapping = new RowMapping(PathOf(form, "rows") ?? JsonPath.Root, ValuesOf(form, problems), time, notation);
        problems.AddRange(form.Unread());
        return problems.Count > 0 ? null : new Provider(id, url!, headers, every, device, mapping) { Enabled = enabled };
    }

    /// <summary>The entity of a document that was read without problems: what is secret is not in it.</summary>
    public static JsonObject Entity(string id, JsonElement document)
    {
        var entity = new JsonObject { ["id"] = id, ["type"] = Type };
        var (form, mapping) = (new Form(document, "", []), new JsonObject());
        entity.Text("name", form.Text("name"));
        entity.Text("url", form.Text("url"));
        entity.Text("every", form.Text("every") ?? "PT10M");
        entity.Truth("enabled", form.Truth("enabled") ?? true);
        entity.Link("refDevice", EntityIds.DeviceOf(form.Text("device")!) is null ? EntityIds.Device(form.Text("device")!) : form.Text("device")!);
        entity.List("headers", [.. NamesOf(form, "headers")]);
        entity.List("secrets", [.. NamesOf(form, "secrets")]);
        foreach (var member in Mapping)
        {
            if (form.Any(member) is { } value)
                mapping[member] = JsonNode.Parse(value.GetRawText());
        }
        entity["mapping"] = new JsonObject { ["type"] = "JsonProperty", ["json"] = mapping };
        return entity;
    }

    private static IEnumerable<string> NamesOf(Form form, string member) => form.Object(member) is { } pairs ? pairs.EnumerateObject().Select(pair => pair.Name) : [];

    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(Form form)
    {
        var headers = Pairs.Read(form, "headers");
        if (headers.Any(header => !ProviderHeaders.MayBeSet(header.Key, header.Value)))
            form.Refuse("headers", "Each is the name of a header that the message and the connection do not decide themselves, and its value without control characters.");
        return headers;
    }

    private static TimeSpan EveryOf(Form form)
    {
        if (form.Duration("every") is not { } told)
            return Usual;
        if (told.Months == 0 && told.Span is var span && span >= Schedule.Shortest && span <= Schedule.Longest)
            return span;
        form.Refuse("every", "This is a duration without months and years, of PT10S to P31D.");
        return Usual;
    }

    private static (JsonPath? Path, TimeNotation Notation) TimeOf(Form form, List<FormRemark> problems)
    {
        if (form.Any("time") is not { ValueKind: JsonValueKind.Object } both)
            return (PathOf(form, "time"), TimeNotation.Iso);
        var time = new Form(both, form.At("time"), problems);
        var path = PathOf(time, "path");
        if (time.Any("path") is null)
            time.Refuse("path", "This is where the time lies.");
        var word = time.Word("as", TimeNotations.Words) ?? TimeNotations.Words[0];
        problems.AddRange(time.Unread());
        return (path, (TimeNotation)Array.IndexOf(TimeNotations.Words, word));
    }

    private static ImmutableArray<(string Sensor, JsonPath Path)> ValuesOf(Form form, List<FormRemark> problems)
    {
        var told = form.Object("values");
        var names = told?.EnumerateObject().Select(member => member.Name).ToList() ?? [];
        if (names.Count is 0 or > DeviceRegistration.MaxParts)
            form.Refuse("values", $"A provider says where the value of each sensor lies; there are 1 to {DeviceRegistration.MaxParts}.");
        if (names.Any(name => name.Length is 0 or > MaxSensorName))
            form.Refuse("values", $"The name of a sensor has 1 to {MaxSensorName} characters.");
        if (told is not { } values || names.Count > DeviceRegistration.MaxParts)
            return [];
        var paths = new Form(values, form.At("values"), problems);
        return [.. names.Select(name => (name, PathOf(paths, name, isNeeded: true) ?? JsonPath.Root))];
    }

    private static JsonPath? PathOf(Form form, string member, bool isNeeded = false)
    {
        if (form.Text(member) is not { } text)
            return isNeeded && form.Any(member) is null ? Refused(form, member, "This is where the value lies, such as $.main.temp.") : null;
        try
        {
            return JsonPath.Parse(text);
        }
        catch (FormatException wrong)
        {
            return Refused(form, member, $"This is no path that is read here: {wrong.Message}.");
        }
    }

    private static JsonPath? Refused(Form form, string member, string message)
    {
        form.Refuse(member, message);
        return null;
    }

    private static string Missing(Form form, string member, string message)
    {
        if (form.Any(member) is null)
            form.Refuse(member, message);
        return "";
    }
}
