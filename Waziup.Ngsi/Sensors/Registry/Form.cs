using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Reads an object of a form and takes down what is wrong with it, and where.</summary>
internal sealed class Form(JsonElement element, string pointer, List<FormRemark> problems)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The place of this object.</summary>
    public string Pointer => pointer;

    /// <summary>The place of a member.</summary>
    public string At(string member) => At(pointer, member);

    /// <summary>The place of a member of the object at a place.</summary>
    public static string At(string pointer, string member) =>
        $"{pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>Takes down what is wrong with a member.</summary>
    public void Refuse(string member, string message) => problems.Add(new FormRemark(At(member), message));

    /// <summary>A member as it is; null where it is missing or null.</summary>
    public JsonElement? Any(string member)
    {
        _read.Add(member);
        return element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A text that says something.</summary>
    public string? Text(string member) => Any(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 1000 } text ? text
        : Refused<string>(member, "This is a text of 1 to 1000 characters.");

    /// <summary>A text that is one of a few words.</summary>
    public string? Word(string member, params ReadOnlySpan<string> words) => Text(member) is not { } text ? null
        : words.Contains(text) ? text
        : Refused<string>(member, $"This is one of {string.Join(", ", words)}.");

    /// <summary>A text, or several.</summary>
    public string[] Texts(string member)
    {
        if (Any(member) is not { } value)
            return [];
        var texts = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        return Array.TrueForAll(texts, text => text.ValueKind == JsonValueKind.String && text.GetString()!.Length > 0)
            ? [.. texts.Select(text => text.GetString()!)]
            : Refused<string[]>(member, "This is a text, or an array of texts.") ?? [];
    }

    /// <summary>Scopes, with a slash before each level.</summary>
    public string[] Scopes(string member)
    {
        var scopes = Texts(member);
        return Array.TrueForAll(scopes, scope => scope[0] == '/' && ScopeText.IsScope(Encoding.UTF8.GetBytes(scope)))
            ? scopes : Refused<string[]>(member, "This is a path such as /ghana/keta, or several.") ?? [];
    }

    /// <summary>Ids of entities; a name alone stands for one of a type, where one is given.</summary>
    public string[] Ids(string member, string? type = null)
    {
        var ids = Texts(member);
        if (type is not null)
            ids = [.. ids.Select(id => EntityIds.OfNamed(type, id))];
        return Array.TrueForAll(ids, id => EntityId.TryParse(id, out _)) ? ids : Refused<string[]>(member, "This is the id of an entity, a URI.") ?? [];
    }

    /// <summary>Whether something is so; null where it does not say.</summary>
    public bool? Truth(string member) => Any(member) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Refused<bool?>(member, "This is true or false.");

    /// <summary>A point in time.</summary>
    public string? Time(string member) => Text(member) is not { } text ? null
        : Instant.TryParse(text, out _) ? text
        : Refused<string>(member, "This is a time such as 2026-05-01T08:00:00Z.");

    /// <summary>A duration of ISO 8601.</summary>
    public Duration? Duration(string member) => Text(member) is not { } text ? null
        : Pipeline.Duration.TryParse(text, out var duration) ? duration
        : Refused<Duration?>(member, "This is a duration such as PT15M.");

    /// <summary>An object that is kept as it is.</summary>
    public JsonElement? Object(string member) => Any(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : Refused<JsonElement?>(member, "This is an object.");

    /// <summary>Forms in a list.</summary>
    public List<Form> Forms(string member)
    {
        var forms = new List<Form>();
        if (Any(member) is not { } value)
            return forms;
        if (value.ValueKind != JsonValueKind.Array)
            Refuse(member, "This is an array of objects.");
        else
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                if (item.ValueKind == JsonValueKind.Object)
                    forms.Add(new Form(item, $"{At(member)}/{index}", problems));
                else
                    problems.Add(new FormRemark($"{At(member)}/{index}", "This is an object."));
            }
        }
        return forms;
    }

    /// <summary>Members that nobody has asked for.</summary>
    public IEnumerable<FormRemark> Unread() => element.EnumerateObject()
        .Where(member => !_read.Contains(member.Name))
        .Select(member => new FormRemark(At(member.Name), $"Nothing is made of {member.Name}."));

    private T? Refused<T>(string member, string message)
    {
        Refuse(member, message);
        return default;
    }
}
