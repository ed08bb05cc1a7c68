using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Reads and writes payloads with the codec of a name: one of this package, or a script that administrators have written.</summary>
internal sealed class Decoders(StoredEntities stored, ApprovedScripts approved, CodecRegistry codecs, IScriptRunner? runner)
{
    /// <summary>Reads a payload; null where there is no such codec.</summary>
    public async ValueTask<Decoded?> DecodeAsync(Call call, string codec, ReadOnlyMemory<byte> payload, Instant received, int? port, CancellationToken cancel)
    {
        if (codecs.Find(codec) is { } ours)
            return ours.Decode(payload.Span, received);
        var (script, error) = await FindAsync(call, codec, cancel);
        return script is not null ? await script.DecodeAsync(payload, received, port, cancel) : error is not null ? new Decoded([], error) : null;
    }

    /// <summary>Writes a payload; null where there is no such codec.</summary>
    public async ValueTask<Encoded?> EncodeAsync(Call call, string codec, IReadOnlyList<ActuatorValue> values, CancellationToken cancel)
    {
        if (codecs.Find(codec) is { } ours)
            return ours is IActuatorCodec writes ? writes.Encode(values) : new Encoded(default, new CodecError($"the codec {codec} only reads"));
        var (script, error) = await FindAsync(call, codec, cancel);
        return script is not null ? await script.EncodeAsync(values, cancel) : error is not null ? new Encoded(default, error) : null;
    }

    private async ValueTask<(ScriptCodec? Codec, CodecError? Error)> FindAsync(Call call, string codec, CancellationToken cancel)
    {
        var id = EntityIds.Of(CodecForm.Type, codec);
        if (await stored.ReadAsync(call.Tenant, id, cancel) is not { } entity)
            return (null, null);
        if (runner is null)
            return (null, new CodecError($"the codec {codec} is a script, and scripts are not carried out here"));
        return CodecForm.ScriptOf(entity) is { } script && await approved.ContainAsync(call.Tenant, id, script, cancel)
            ? (new ScriptCodec(script, runner, CodecLimits.Default), null)
            : (null, new CodecError($"the script of the codec {codec} was changed by somebody else than who writes codecs; it has to be put again"));
    }
}
