using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Holds what an operation did against what its example expects.</summary>
internal static class ExampleCheck
{
    public static void Error(Example example, NgsiLdError error)
    {
        Assert.Equal(example.Text("error") ?? "none", $"{error.Status} {error.Type[(error.Type.LastIndexOf('/') + 1)..]}: {error.Detail}".Split(':')[0]);
        Assert.NotEqual(error.Title, error.Detail);
    }

    public static void Outcome(Example example, Entity? stored, Change change, ActiveContext terms)
    {
        if (change.Error is { } error)
        {
            Error(example, error);
            Assert.Null(change.After);
            return;
        }
        Assert.False(example.Has("error"), $"{example.Text("error")} expected, but the outcome is {change.Outcome}");
        if (change.After is { } after)
        {
            EntityInvariants.Check(after);
            EntityInvariants.SurvivesTheCodec(after);
        }
        Result(example, stored, change, new StoredPrinter(terms, example["times"].ValueKind == JsonValueKind.True));
        Names(example["refused"], change.NotUpdated.Select(refused => terms.Compact(refused.Name)));
        if (example.Has("updated"))
            Names(example["updated"], change.Updated.Select(terms.Compact));
        if (example.Has("tombstones"))
            Names(example["tombstones"], change.After!.Tombstones.Select(tomb => $"{terms.Compact(tomb.Name.Value)} {tomb.DatasetId} {tomb.DeletedAt}"));
        if (example.Has("history"))
            Names(example["history"], change.History.Select(edit => Row(edit, terms)));
    }

    private static void Result(Example example, Entity? stored, Change change, StoredPrinter printer)
    {
        if (example.Text("result") is { } word)
        {
            Assert.Equal("unchanged", word);
            Assert.Equal(Waziup.Ngsi.Model.Outcome.Unchanged, change.Outcome);
            Assert.Null(change.After);
            return;
        }
        Assert.Equal(Waziup.Ngsi.Model.Outcome.Done, change.Outcome);
        var actual = printer.Print(change.After!);
        if (example.Text("as") is { } attribute && example.Has("result"))
            JsonCompare.Equal(Node(example["result"]), actual[attribute]);
        else if (example.Has("result"))
            JsonCompare.Equal(Node(example["result"]), actual);
        else
            JsonCompare.Equal(Changed(printer.Print(stored!), Node(example["becomes"])!.AsObject()), actual);
    }

    /// <summary>The stored entity with the members of <c>becomes</c> in place of its own; null takes one away.</summary>
    private static JsonObject Changed(JsonObject stored, JsonObject becomes)
    {
        foreach (var (name, value) in becomes)
        {
            stored.Remove(name);
            if (value is not null)
                stored[name] = value.DeepClone();
        }
        return stored;
    }

    /// <summary>A history row as the examples write it: kind, attribute, datasetId, time of its key.</summary>
    private static string Row(HistoryEdit edit, ActiveContext terms) =>
        $"{edit.Kind} {terms.Compact(Encoding.UTF8.GetString(edit.Name.Span))} {Encoding.UTF8.GetString(edit.Dataset.Span)} {edit.At}";

    private static void Names(JsonElement expected, IEnumerable<string> actual) => Assert.Equal(
        expected.ValueKind == JsonValueKind.Array ? expected.EnumerateArray().Select(name => Tidy(name.GetString()!)) : [], actual.Select(Tidy));

    private static string Tidy(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static JsonNode? Node(JsonElement json) => JsonNode.Parse(json.GetRawText());
}
