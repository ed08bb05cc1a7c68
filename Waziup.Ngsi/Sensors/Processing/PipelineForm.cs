using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Reads pipelines: as they are written by people, and as they are stored, which is an entity of the type <c>Pipeline</c>.</summary>
internal static class PipelineForm
{
    /// <summary>The type of the entities.</summary>
    public const string Type = "Pipeline";

    private static readonly TimeSpan Lateness = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostLateness = TimeSpan.FromDays(31);

    /// <summary>Reads a document; what is wrong is taken down.</summary>
    /// <param name="id">The id that the pipeline has or gets.</param>
    /// <param name="document"><c>selector</c> and <c>steps</c>, and where it is not as usual <c>name</c>, <c>enabled</c>, <c>runsAt</c> (gateway, cloud, both), <c>allowedLateness</c>.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static BoundPipeline? Read(string id, JsonElement document, List<FormRemark> problems)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new FormRemark("", "This is an object."));
            return null;
        }
        var form = new Form(document, "", problems);
        var name = form.Text("name");
        var selector = Selector.Read(new Form(form.Object("selector") ?? Refused(form, "selector", "A pipeline says for which sensors it is; {} is for all."), form.At("selector"), problems));
        var plan = PlanOf(form, problems);
        var pipeline = new BoundPipeline(id, selector, plan ?? PipelineReader.Read("[]"))
        {
            Enabled = form.Truth("enabled") ?? true,
            RunsAt = form.Word("runsAt", "gateway", "cloud", "both") ?? "both",
            AllowedLateness = LatenessOf(form),
        };
        problems.AddRange(form.Unread());
        return problems.Count > 0 ? null : pipeline with { Name = name };
    }

    /// <summary>The entity of a document that was read without problems.</summary>
    public static JsonObject Entity(string id, JsonElement document)
    {
        var entity = new JsonObject { ["id"] = id, ["type"] = Type };
        foreach (var member in document.EnumerateObject())
        {
            if (member.Name is "selector" or "steps")
                entity.Json(member.Name, member.Value);
            else if (member.Value.ValueKind != JsonValueKind.Null)
                entity[member.Name] = new JsonObject { ["type"] = "Property", ["value"] = JsonNode.Parse(member.Value.GetRawText()) };
        }
        return entity;
    }

    /// <summary>Reads an entity, whoever has written it; null where it is no pipeline that can run.</summary>
    public static BoundPipeline? OfEntity(JsonElement entity)
    {
        var document = new JsonObject();
        foreach (var name in new[] { "name", "enabled", "runsAt", "allowedLateness", "selector", "steps" })
        {
            if (Stored.Value(entity, name, name is "selector" or "steps" ? "json" : "value") is { } value)
                document[name] = JsonNode.Parse(value.GetRawText());
        }
        return Read(entity.GetProperty("id").GetString()!, JsonElement.Parse(document.ToJsonString()), []);
    }

    /// <summary>The steps of a form; null where they are wrong.</summary>
    public static Plan? PlanOf(Form form, List<FormRemark> problems, string? unitCode = null)
    {
        if (form.Any("steps") is not { } steps)
        {
            form.Refuse("steps", "A pipeline has a list of steps.");
            return null;
        }
        try
        {
            return PipelineReader.Read(steps, unitCode);
        }
        catch (PipelineException wrong)
        {
            var place = wrong.Step is { } step ? $"{form.At("steps")}/{step}" : form.At("steps");
            problems.Add(new FormRemark(wrong.Member is { } member ? Form.At(place, member) : place, wrong.Problem));
            return null;
        }
    }

    private static TimeSpan LatenessOf(Form form)
    {
        if (form.Duration("allowedLateness") is not { } told)
            return Lateness;
        if (told.Months == 0 && told.Span is var span && span <= MostLateness)
            return span;
        form.Refuse("allowedLateness", "This is a duration without months and years, of at most P31D.");
        return Lateness;
    }

    private static JsonElement Refused(Form form, string member, string message)
    {
        form.Refuse(member, message);
        return JsonElement.Parse("{}");
    }
}
