using System.Collections.Immutable;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Finds values in JSON by where they lie: a part of RFC 9535, exactly as it is there.</summary>
/// <param name="steps">What leads to them.</param>
/// <remarks>
/// There are <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[0]</c>, <c>[-1]</c>, <c>[*]</c>, <c>.*</c> and <c>[from:until:stride]</c>. There are no filters, no
/// descent into the unknown and no lists of selectors, so a path never finds more values than a document has. Immutable.
/// </remarks>
internal sealed class JsonPath(ImmutableArray<JsonPathStep> steps)
{
    /// <summary>The whole document.</summary>
    public static JsonPath Root { get; } = new([]);

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none, or one that is not read here; the message says why and at which character.</exception>
    public static JsonPath Parse(string text) => new(new JsonPathReader(text).Read());

    /// <summary>The values that a document has there, in order.</summary>
    public List<JsonElement> Select(JsonElement document)
    {
        List<JsonElement> found = [document];
        foreach (var step in steps)
            found = [.. found.SelectMany(step.Of)];
        return found;
    }
}
