using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Writes pipelines, and tries their steps.</summary>
internal sealed class Pipelines(ContextBroker broker, PipelineBook book)
{
    /// <summary>How many readings may be tried at once.</summary>
    private const int MaxTried = 2000;

    private readonly Turns _turns = new(1);

    public async ValueTask<bool> PutAsync(Call call, string name, JsonElement document, CancellationToken cancel)
    {
        var (id, problems) = (EntityIds.Of(PipelineForm.Type, name), new List<FormRemark>());
        _ = PipelineForm.Read(id, document, problems);
        Remarks.Refuse(problems);
        var entity = SensorReadings.Read(PipelineForm.Entity(id, document), call, new ReadRules());
        var change = await broker.Writes.RunAsync(call, new Mutation(MutationKind.UpsertReplace, entity.Id, entity), selection: null, cancel);
        book.Forget(call.Tenant);
        return change.Kind == ChangeKind.Created;
    }

    /// <summary>Runs readings through steps; nothing is stored. One run after another: it is work for a processor.</summary>
    public async ValueTask<DryRun> TryAsync(Call call, JsonElement document, CancellationToken cancel)
    {
        await broker.Writes.CheckAsync(call, MutationKind.UpsertReplace, cancel);
        return await _turns.InTurnAsync(0, () => ValueTask.FromResult(Try(document, call.Now)), cancel);
    }

    private static DryRun Try(JsonElement document, Instant now)
    {
        var problems = new List<FormRemark>();
        if (document.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("the body is a JSON object with steps and readings");
        var form = new Form(document, "", problems);
        var unit = form.Text("unitCode");
        var until = form.Time("until") is { } time && Instant.TryParse(time, out var told) ? told : now;
        var plan = PipelineForm.PlanOf(form, problems, unit);
        var samples = SamplesOf(form, unit, now);
        problems.AddRange(form.Unread());
        Remarks.Refuse(problems);
        return new DryRun(plan!.Steps, plan.Run(samples, until));
    }

    private static List<Sample> SamplesOf(Form form, string? unit, Instant now)
    {
        if (form.Any("readings") is not { ValueKind: JsonValueKind.Array } readings)
        {
            form.Refuse("readings", "This is an array of values, or of objects with value and time.");
            return [];
        }
        var decoded = JsonCodec.OfOneSensor().Decode(readings, now);
        if (decoded.Error is { } error)
            form.Refuse("readings", error.Message);
        if (decoded.Readings.Count > MaxTried)
            form.Refuse("readings", $"At most {MaxTried} readings are tried at once.");
        return [.. decoded.Readings.Select(reading => Sample.Of(reading, now) with { UnitCode = reading.Value.ValueKind == JsonValueKind.Number ? unit : null })];
    }
}
