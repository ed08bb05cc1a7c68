using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Which sensors a pipeline is for: those that fit all that it says.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record Selector
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private ImmutableArray<string> Ids { get; init; } = [];

    private Regex? IdPattern { get; init; }

    private ImmutableArray<string> QuantityKinds { get; init; } = [];

    private ImmutableArray<string> Properties { get; init; } = [];

    private ImmutableArray<string> Scopes { get; init; } = [];

    private ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>Reads <c>id</c>, <c>idPattern</c>, <c>quantityKind</c>, <c>controlledProperty</c>, <c>scope</c> and <c>owner</c>; all but the pattern may be lists, of which one has to fit.</summary>
    public static Selector Read(Form form)
    {
        var selector = new Selector
        {
            Ids = [.. form.Ids("id")],
            IdPattern = PatternOf(form),
            QuantityKinds = [.. form.Texts("quantityKind")],
            Properties = [.. form.Texts("controlledProperty")],
            Scopes = [.. form.Scopes("scope")],
            Owners = [.. form.Ids("owner")],
        };
        // A word that is not understood would make the pipeline one for more sensors than was meant.
        foreach (var unread in form.Unread().ToList())
            form.Refuse(unread.Pointer[(unread.Pointer.LastIndexOf('/') + 1)..], "A selector has no such member.");
        return selector;
    }

    /// <summary>Whether a sensor is one of them.</summary>
    /// <param name="sensor">The entity, normalized.</param>
    public bool Fits(JsonElement sensor) =>
        sensor.GetProperty("id").GetString() is { } id
        && (Ids.IsEmpty || Ids.Contains(id))
        && (IdPattern is null || Matches(id))
        && IsOne(QuantityKinds, sensor, "quantityKind", "vocab")
        && IsOne(Properties, sensor, "controlledProperty", "value")
        && IsOne(Owners, sensor, "owner", "object")
        && (Scopes.IsEmpty || Stored.Words(sensor, "scope").Any(scope => Scopes.Any(wanted => scope == wanted || scope.StartsWith(wanted + "/", StringComparison.Ordinal))));

    private static bool IsOne(ImmutableArray<string> wanted, JsonElement sensor, string attribute, string member) =>
        wanted.IsEmpty || Stored.Texts(sensor, attribute, member).Any(text => wanted.Contains(text));

    private bool Matches(string id)
    {
        try
        {
            return IdPattern!.IsMatch(id);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex? PatternOf(Form form)
    {
        if (form.Text("idPattern") is not { } pattern)
            return null;
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            form.Refuse("idPattern", $"This is a regular expression without references to what was found: {problem.Message}");
            return null;
        }
    }
}
