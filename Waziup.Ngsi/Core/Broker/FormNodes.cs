using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Broker;

/// <summary>Takes values out of the stored forms of subscriptions, registrations and their like.</summary>
internal static class FormNodes
{
    public static string? Text(this JsonObject from, string name) => from[name]?.GetValue<string>();

    /// <summary>A text, or a list of them; none where the member is not there.</summary>
    public static IEnumerable<string> Texts(this JsonObject from, string name) => from[name] switch
    {
        JsonArray many => many.Select(node => node!.GetValue<string>()),
        JsonValue one => [one.GetValue<string>()],
        _ => [],
    };

    /// <summary>A text, or a list of them behind commas; null where the member is not there.</summary>
    public static string? Joined(this JsonObject from, string name) => from.ContainsKey(name) ? string.Join(',', from.Texts(name)) : null;

    public static bool Flag(this JsonObject from, string name) => from[name]?.GetValue<bool>() == true;

    public static IEnumerable<JsonObject> Objects(this JsonObject from, string name) => (from[name]?.AsArray() ?? []).Select(node => node!.AsObject());

    public static IEnumerable<KeyValuePair<string, string>> Pairs(this JsonObject from, string name) =>
        from.Objects(name).Select(pair => KeyValuePair.Create(pair.Text("key")!, pair.Text("value")!));

    /// <summary>A time; none where the member is not there.</summary>
    public static Instant Time(this JsonObject from, string name) =>
        from.Text(name) is { } text && Instant.TryParse(text, out var time) ? time : Instant.None;

    public static TimeSpan? Seconds(this JsonObject from, string name) => from[name] is { } value ? TimeSpan.FromSeconds(value.GetValue<double>()) : null;

    public static TimeSpan? Milliseconds(this JsonObject from, string name) =>
        from[name] is { } value ? TimeSpan.FromMilliseconds(value.GetValue<double>()) : null;

    /// <summary>Each member of the fragment takes the place of the one that is there; Null takes it away (5.8.2, 5.9.3).</summary>
    public static JsonObject Changed(this JsonObject form, JsonObject fragment)
    {
        var changed = form.DeepClone().AsObject();
        foreach (var (name, node) in fragment)
        {
            changed.Remove(name);
            if (node is not null)
                changed.Add(name, node.DeepClone());
        }
        return changed;
    }
}
