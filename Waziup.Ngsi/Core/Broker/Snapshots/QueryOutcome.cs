using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>How a query of a snapshot ended (5.2.42).</summary>
/// <param name="Status">success, failure or empty.</param>
/// <param name="Problem">What was wrong; null where nothing was.</param>
internal sealed record QueryOutcome(string Status, JsonObject? Problem)
{
    public const string Success = "success";
    public const string Failure = "failure";
    public const string Empty = "empty";

    public static QueryOutcome Of(long found) => new(found > 0 ? Success : Empty, null);

    public static QueryOutcome Of(NgsiLdError error) => new(Failure, new JsonObject
    {
        ["type"] = error.Type,
        ["title"] = error.Title,
        ["detail"] = error.Detail,
        ["status"] = error.Status,
    });

    public static JsonArray Write(IReadOnlyList<QueryOutcome> outcomes) => new([.. outcomes.Select(outcome => (JsonNode)outcome.ToNode())]);

    public static IReadOnlyList<QueryOutcome> Read(JsonObject root, string name) =>
        [.. root.Objects(name).Select(one => new QueryOutcome(one.Text("resultStatus")!, one["problemDetails"]?.DeepClone().AsObject()))];

    private JsonObject ToNode()
    {
        var node = new JsonObject { ["resultStatus"] = Status };
        if (Problem is not null)
            node["problemDetails"] = Problem.DeepClone();
        return node;
    }
}
