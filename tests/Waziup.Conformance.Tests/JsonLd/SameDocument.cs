using System.Text.Json;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>Whether two documents say the same: the order of members never counts, that of an array only in a list.</summary>
static class SameDocument
{
    public static bool Is(JsonElement expected, JsonElement actual) => Is(expected, actual, isList: false);

    static bool Is(JsonElement expected, JsonElement actual, bool isList)
    {
        if (expected.ValueKind != actual.ValueKind)
            return false;

        return expected.ValueKind switch
        {
            JsonValueKind.Object => HasSameMembers(expected, actual),
            JsonValueKind.Array => HasSameItems([.. expected.EnumerateArray()], [.. actual.EnumerateArray()], isList),
            _ => JsonElement.DeepEquals(expected, actual),
        };
    }

    static bool HasSameMembers(JsonElement expected, JsonElement actual)
    {
        if (expected.GetPropertyCount() != actual.GetPropertyCount())
            return false;

        foreach (var member in expected.EnumerateObject())
        {
            if (!actual.TryGetProperty(member.Name, out var other) || !Is(member.Value, other, isList: member.Name == "@list"))
                return false;
        }

        return true;
    }

    static bool HasSameItems(List<JsonElement> expected, List<JsonElement> actual, bool isList)
    {
        if (expected.Count != actual.Count)
            return false;

        if (isList)
            return expected.Zip(actual).All(pair => Is(pair.First, pair.Second, isList: false));

        foreach (var item in expected)
        {
            var found = actual.FindIndex(other => Is(item, other, isList: false));
            if (found < 0)
                return false;
            actual.RemoveAt(found);
        }

        return true;
    }
}
