using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Reads members of a body that is no entity: a form that somebody has filled in. What is not as it should be is named by where it stands.</summary>
internal static class JsonForm
{
    private const int MaxTexts = 10_000;

    /// <summary>An object whose members are known: what is not would be passed over.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static void CheckMembers(JsonElement json, string at, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{at} is an object");
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw NgsiLdErrors.Bad($"{at} has no member {member.Name}; known are {string.Join(", ", known!)}");
        }
    }

    /// <summary>A member that has to be there.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static JsonElement Needed(JsonElement json, string name, string at) =>
        json.TryGetProperty(name, out var value) ? value : throw NgsiLdErrors.Bad($"{at} has {name}");

    /// <summary>A text that is not empty.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static string Text(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 } text ? text : throw NgsiLdErrors.Bad($"{at} is a text, not empty");

    /// <summary>A list of texts, at least one.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static IEnumerable<string> Texts(JsonElement json, string at) => json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is > 0 and <= MaxTexts
        ? json.EnumerateArray().Select(item => Text(item, at)) : throw NgsiLdErrors.Bad($"{at} is a list of texts");

    /// <summary>A whole number between two.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static int Whole(JsonElement json, string at, int least, int most) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) && number >= least && number <= most
            ? number : throw NgsiLdErrors.Bad($"{at} is a whole number from {least} to {most}");

    /// <summary>A number greater than 0.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static decimal Positive(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) && number > 0 ? number : throw NgsiLdErrors.Bad($"{at} is a number greater than 0");
}
