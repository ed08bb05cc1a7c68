using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The form of a context, looked at before anything is fetched: a context with a mistake must not cost a download, nor hide behind
/// a dead host.</summary>
internal static class ContextShape
{
    /// <summary>Whether a member of a context says something about the context itself instead of defining a term.</summary>
    public static bool IsContextKeyword(string name) =>
        name is "@base" or "@direction" or "@import" or "@language" or "@propagate" or "@protected" or "@version" or "@vocab";

    public static JsonLdException Scoped(string term) =>
        new(JsonLdErrorCode.ScopedContext, $"The term \"{term}\" is defined with a context of its own, which NGSI-LD does not allow.");

    /// <summary>Checks a context and what it contains.</summary>
    /// <param name="context">The value of an <c>@context</c>.</param>
    /// <param name="baseUrl">The document it stands in, null for a request.</param>
    public static void Check(JsonElement context, Uri? baseUrl)
    {
        switch (context.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in context.EnumerateArray())
                {
                    // An array in an array is not JSON-LD.
                    if (item.ValueKind == JsonValueKind.Array)
                        throw new JsonLdException(JsonLdErrorCode.InvalidContext, "A context array cannot contain an array.");
                    Check(item, baseUrl);
                }

                break;
            case JsonValueKind.String:
                ContextUrl.Read(JsonText.Read(context, "@context"), baseUrl);
                break;
            case JsonValueKind.Object:
                CheckObject(context, baseUrl);
                break;
            case JsonValueKind.Null:
                break;
            default:
                throw new JsonLdException(
                    JsonLdErrorCode.InvalidContext, "A context must be a URL, an object, null, or an array of these.");
        }
    }

    private static void CheckObject(JsonElement context, Uri? baseUrl)
    {
        foreach (var (name, value) in JsonText.ReadMembers(context))
        {
            if (!IsValid(name, value, baseUrl))
                throw new JsonLdException(JsonLdErrorCode.InvalidContext, $"In a context, \"{name}\" has a wrong value.");

            // 5.5.7. The one core term that is scoped itself may be repeated: whoever sends a copy of the core context adds nothing by it.
            if (baseUrl is null && IsScoped(value) && !CoreContexts.IsScoped(name))
                throw Scoped(name);
        }
    }

    private static bool IsScoped(JsonElement definition) =>
        definition.ValueKind == JsonValueKind.Object && JsonText.ReadMembers(definition).ContainsKey("@context");

    private static bool IsValid(string name, JsonElement value, Uri? baseUrl)
    {
        switch (name)
        {
            case "@version":
                return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var version) && version is 1.1;
            case "@propagate" or "@protected":
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            case "@base" or "@language" or "@direction" or "@vocab":
                return value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
            case "@import":
                ContextUrl.Read(JsonText.Read(value, name), baseUrl);
                return true;
            default:
                return true;
        }
    }
}
