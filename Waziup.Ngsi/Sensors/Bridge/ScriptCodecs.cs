using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Writes codecs that are scripts.</summary>
internal sealed class ScriptCodecs(ContextBroker broker, StoredEntities stored, ApprovedScripts approved, CodecRegistry codecs, IScriptRunner? runner)
{
    // Codecs are written seldom; one after another, what is approved is what is stored.
    private readonly Turns _turns = new(1);

    public async ValueTask<bool> PutAsync(Call call, string name, JsonElement document, CancellationToken cancel)
    {
        // Who may write nothing has nothing carried out.
        await broker.Writes.CheckAsync(call, MutationKind.UpsertReplace, cancel);
        if (codecs.Find(name) is not null)
            throw NgsiLdErrors.Bad($"{name} is a codec of the broker itself; choose another name");
        var (id, problems) = (EntityIds.Of(CodecForm.Type, name), new List<FormRemark>());
        var form = CodecForm.Read(document, problems);
        Remarks.Refuse(problems);
        var functions = await CheckAsync(form!, cancel);
        var entity = SensorReadings.Read(CodecForm.Entity(id, document, functions), call, new ReadRules());
        return await _turns.InTurnAsync(0, () => WriteAsync(call, entity, form!.Script, cancel), cancel);
    }

    /// <summary>Approves first: a payload that comes meanwhile is read by the script that is stored then.</summary>
    private async ValueTask<bool> WriteAsync(Call call, Entity entity, string script, CancellationToken cancel)
    {
        await broker.Writes.ForeseeAsync(call, [Write(entity)], broker.Storage.Entities, cancel);
        var before = await stored.ReadAsync(call.Tenant, entity.Id.Value, cancel);
        await approved.AddAsync(call.Tenant, entity.Id.Value, script, before is { } known ? CodecForm.ScriptOf(known) : null, cancel);
        var change = await broker.Writes.RunAsync(call, Write(entity), selection: null, cancel);
        return change.Kind == ChangeKind.Created;
    }

    /// <summary>Has the script read, and the examples tried.</summary>
    /// <returns>Which functions for codecs it has.</returns>
    private async ValueTask<string[]> CheckAsync(CodecForm form, CancellationToken cancel)
    {
        if (runner is null)
            throw new NgsiLdException(NgsiLdErrors.NotSupported("scripts are not carried out here"));
        var result = await runner.RunAsync(new ScriptCall(ScriptTask.Check, form.Script, []), cancel);
        if (result.Fault is { } fault)
            throw Remarks.Refusal([new FormRemark("/script", fault.ToString())]);
        string[] functions = [.. result.Output.GetProperty("functions").EnumerateArray().Select(function => function.GetString()!)];
        if (functions.Length == 0)
            throw Remarks.Refusal([new FormRemark("/script", "This has none of the functions of codecs: decodeUplink(input), encodeDownlink(input), Decode(fPort, bytes), Decoder(bytes, port).")]);
        var problems = new List<FormRemark>();
        foreach (var example in form.Examples)
        {
            if (await example.CheckAsync(runner, form.Script, functions, cancel) is { } wrong)
                problems.Add(wrong);
        }
        Remarks.Refuse(problems);
        return functions;
    }

    private static Mutation Write(Entity entity) => new(MutationKind.UpsertReplace, entity.Id, entity);
}
