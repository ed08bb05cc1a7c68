using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Reads the steps of a pipeline: a list of objects, each with <c>op</c> and its parameters.</summary>
public static class PipelineReader
{
    /// <summary>More steps than these no pipeline has.</summary>
    public const int MaxSteps = 50;

    /// <summary>Reads and checks steps.</summary>
    /// <param name="steps">The list.</param>
    /// <param name="unitCode">The unit of the stream, where it is known: then a conversion that cannot be done is refused here.</param>
    /// <exception cref="PipelineException">A step is unknown, lacks something, has a member too many, or comes too late.</exception>
    public static Plan Read(JsonElement steps, string? unitCode = null)
    {
        if (steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() > MaxSteps)
            throw new PipelineException(null, null, $"a list of at most {MaxSteps} steps");
        var stages = new List<IStage>();
        foreach (var json in steps.EnumerateArray())
        {
            var index = stages.Count;
            var stage = Step(index, json, ref unitCode);
            if (stage.ChangesTime && stages.Find(earlier => !earlier.IsPointwise) is { } earlier)
                throw new PipelineException(index, "op", $"{stage.Op} changes times, so it has to come before {earlier.Op}, which looks at more than one reading");
            stages.Add(stage);
        }
        return new Plan([.. stages], Compact(steps));
    }

    /// <inheritdoc cref="Read(JsonElement, string?)"/>
    public static Plan Read(string steps, string? unitCode = null)
    {
        try
        {
            return Read(JsonElement.Parse(steps), unitCode);
        }
        catch (JsonException)
        {
            throw new PipelineException(null, null, "not JSON");
        }
    }

    private static IStage Step(int index, JsonElement json, ref string? unitCode)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new PipelineException(index, null, "a step is an object");
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (json.EnumerateObject().FirstOrDefault(member => !names.Add(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } twice)
            throw new PipelineException(index, twice.Name, "is there twice");
        var reader = new StepReader(index, json) { UnitCode = unitCode };
        if (!StageTable.TryFind(reader.Text("op"), out var read))
            throw reader.Fault("op", $"'{reader.Text("op")}' is none of {string.Join(", ", StageTable.Names)}");
        var stage = read(reader);
        reader.RefuseRest();
        unitCode = reader.UnitCode;
        return stage;
    }

    private static string Compact(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
