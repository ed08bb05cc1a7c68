using System.Text.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>A command as it is asked for.</summary>
/// <param name="Id">The id of its entity; one that was made here where the caller gives none.</param>
/// <param name="IsSet">Whether its value is a state to be in.</param>
/// <param name="Value">The value.</param>
/// <param name="Ttl">How long it may wait.</param>
/// <param name="OnlyIf">What the actuator has to have reported; null for anything.</param>
internal sealed record CommandForm(string Id, bool IsSet, JsonElement Value, TimeSpan Ttl, JsonElement? OnlyIf)
{
    private const int MostBytes = 4096;

    private static readonly TimeSpan UsualTtl = TimeSpan.FromMinutes(10);
    /// <summary>The longest time that one may wait.</summary>
    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(7);

    /// <exception cref="NgsiLdException">BadRequestData with the places of what is wrong.</exception>
    public static CommandForm Read(JsonElement document)
    {
        var problems = new List<FormRemark>();
        if (document.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("the body is a JSON object with value, and where it is not as usual kind, ttl, id and onlyIf");
        var form = new Form(document, "", problems);
        var (value, onlyIf) = (ValueOf(form, "value"), ValueOf(form, "onlyIf"));
        if (value is null && problems.Count == 0)
            form.Refuse("value", "This is what the actuator is to do: any JSON but null.");
        var kind = form.Word("kind", "set", "do");
        var ttl = form.Duration("ttl") is { } told ? told.Span : UsualTtl;
        if (ttl <= TimeSpan.Zero || ttl > LongestTtl)
            form.Refuse("ttl", "This is more than nothing and at most P7D.");
        var id = form.Text("id") is { } name ? EntityIds.OfNamed("Command", name) : EntityIds.Of("Command", Guid.CreateVersion7().ToString());
        if (!EntityId.TryParse(id, out _))
            form.Refuse("id", "This is a name, or the id of an entity, a URI.");
        problems.AddRange(form.Unread());
        Remarks.Refuse(problems);
        return new CommandForm(id, kind != "do", value!.Value.Clone(), ttl, onlyIf?.Clone());
    }

    /// <summary>Whether a value is of a kind that <c>commandValueType</c> of an actuator names; any is where it names none.</summary>
    public static bool Fits(JsonElement value, string? type) => type switch
    {
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => true,
    };

    /// <summary>A value of any kind, within its bounds; null where it is missing.</summary>
    public static JsonElement? ValueOf(Form form, string member)
    {
        var value = form.Any(member);
        if (value is { } given && given.GetRawText().Length > MostBytes)
            form.Refuse(member, $"This has at most {MostBytes} characters.");
        else if (value is { ValueKind: JsonValueKind.String } text && text.GetString() is "urn:ngsi-ld:null" or "")
            form.Refuse(member, "An empty text, and urn:ngsi-ld:null, are no values.");
        return value;
    }
}
