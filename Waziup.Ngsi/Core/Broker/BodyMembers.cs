using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads the values of members of a body that is not an entity.</summary>
internal static class BodyMembers
{
    /// <exception cref="NgsiLdException">BadRequestData unless it is a text with something in it.</exception>
    public static string Text(string name, JsonElement value) => JsonForm.Text(value, name);

    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    /// <param name="most">How many elements it may have; the size of the body bounds it anyway.</param>
    /// <exception cref="NgsiLdException">BadRequestData unless it is an array with something in it.</exception>
    public static IEnumerable<JsonElement> Items(string name, JsonElement value, int most = int.MaxValue)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw NgsiLdErrors.Bad($"{name} is an array, not empty");
        return value.GetArrayLength() <= most ? value.EnumerateArray() : throw NgsiLdErrors.Bad($"{name} has at most {most} elements");
    }
}
