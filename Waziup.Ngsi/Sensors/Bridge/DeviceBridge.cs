using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Discovery;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Between devices and a broker: devices are registered, what they send is stored, and sensors are found by what they measure.</summary>
/// <remarks>
/// Whatever it writes and reads it does as the caller, so policies decide about all of it; and here alone, so registrations of other brokers do
/// not send readings elsewhere. Many may use one at once.
/// </remarks>
public sealed class DeviceBridge
{
    /// <summary>How many devices of a tenant may wait for an approval.</summary>
    public const int MaxPending = 1000;

    private readonly ContextBroker _broker;
    private readonly Registering _registering;
    private readonly Receiving _receiving;
    private readonly EventReceiving _events;
    private readonly Finding _finding;
    private readonly Pipelines _pipelines;
    private readonly Replaying _replaying;
    private readonly Admission _admission;
    private readonly Decoders _decoders;
    private readonly ScriptCodecs _scripts;

    /// <summary>A bridge to a broker.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="isGateway">Whether pipelines run here that say <c>gateway</c>, or those that say <c>cloud</c>.</param>
    /// <param name="scripts">Carries out codecs that are scripts; null where there are none.</param>
    public DeviceBridge(ContextBroker broker, bool isGateway = false, IScriptRunner? scripts = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        _broker = broker;
        var stored = new StoredEntities(broker);
        var book = new PipelineBook(broker, stored, isGateway);
        _registering = new Registering(broker, stored);
        var processor = new Processor(broker, stored, book);
        _receiving = new Receiving(broker, stored, processor);
        _replaying = new Replaying(broker, stored, processor);
        _pipelines = new Pipelines(broker, book);
        var (codecs, approved) = (CodecRegistry.Standard(), new ApprovedScripts(broker));
        _decoders = new Decoders(stored, approved, codecs, scripts);
        _scripts = new ScriptCodecs(broker, stored, approved, codecs, scripts);
        _events = new EventReceiving(broker, stored, _receiving, _decoders);
        _finding = new Finding(broker, stored);
        _admission = new Admission(broker, stored);
        Commands = new DeviceCommands(broker, stored);
    }

    /// <summary>Commands to actuators.</summary>
    public DeviceCommands Commands { get; }

    /// <summary>Registers a device with its sensors and actuators, or approves one that waits for it.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks; the device becomes his where the document does not say whose it is.</param>
    /// <param name="document">What <see cref="DeviceRegistration"/> reads.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <exception cref="NgsiLdException">BadRequestData where something is wrong with the document; AlreadyExists where the device or one of its parts is
    /// there; what the policy says.</exception>
    public ValueTask<RegisteredDevice> RegisterAsync(TenantId tenant, Caller caller, JsonElement document, CancellationToken cancel) =>
        _registering.RunAsync(CallOf(tenant, caller), document, cancel);

    /// <summary>A document to register a pending device with, made of what was heard of it.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound where no such device waits for an approval that the caller may see.</exception>
    public ValueTask<JsonObject> DraftAsync(TenantId tenant, Caller caller, string device, CancellationToken cancel) =>
        _registering.DraftAsync(CallOf(tenant, caller), NameOf(device), cancel);

    /// <summary>Stores what a device has sent: all of it in one commit, durable when this returns.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who brings it: the device, or what has heard it.</param>
    /// <param name="device">What the device is called, or the id of its entity.</param>
    /// <param name="heard">What was heard; each reading names its sensor.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <remarks>
    /// A reading without a time is of the time at which it was heard. Of a device that nobody has registered nothing is stored but that it was
    /// heard, for an approval. A registered one that the caller sees gets a sensor for each new name.
    /// </remarks>
    /// <exception cref="NgsiLdException">What the policy says, or the store; BadRequestData where the payload names more sensors than a device may have;
    /// LimitReached where too many devices wait. Then nothing is stored.</exception>
    public ValueTask<Receipt> ReceiveAsync(TenantId tenant, Caller caller, string device, Heard heard, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(heard);
        return _receiving.RunAsync(CallOf(tenant, caller), NameOf(device), heard, cancel);
    }

    /// <summary>Stores what a network server tells of a device: the readings in one commit, then what is told of the radio; both durable when this returns.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who brings it: the network server.</param>
    /// <param name="told">The event.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <remarks>
    /// <para>The device is the one with the EUI, else one without an EUI that is named as the server names it. One that nobody has registered waits
    /// under its EUI. The payload is read with the codec that the device names; where it names none, what the server has decoded is taken.</para>
    /// <para>A reading without a time is of the time of the event, for that is when the gateway heard it; the message may come hours later, when a line is up again,
    /// or once more, and then says the same, so that nothing changes. Where the server tells no time, it is when the message came.</para>
    /// </remarks>
    /// <exception cref="NgsiLdException">Conflict where several devices have the EUI; what the policy says, or the store; LimitReached as for
    /// <see cref="ReceiveAsync"/>.</exception>
    public ValueTask<EventReceipt> ReceiveEventAsync(TenantId tenant, Caller caller, LoRaWanEvent told, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(told);
        return _events.RunAsync(CallOf(tenant, caller), told, cancel);
    }

    /// <summary>The codec that a device names; null where it names none, or is not there.</summary>
    /// <remarks>Of an id <c>urn:ngsi-ld:Codec:lpp</c> that is <c>lpp</c>.</remarks>
    /// <exception cref="NgsiLdException">What the policy says of a caller who may write nothing.</exception>
    public ValueTask<string?> CodecOfAsync(TenantId tenant, Caller caller, string device, CancellationToken cancel) =>
        _receiving.CodecOfAsync(CallOf(tenant, caller), NameOf(device), cancel);

    /// <summary>Takes down in a device, in <c>dateCredentialsIssued</c>, that it is given something to identify itself with.</summary>
    /// <returns>What the device is called.</returns>
    /// <exception cref="NgsiLdException">ResourceNotFound where it is not registered; what the policy says of a caller who may not write it. Then it is not to be given anything.</exception>
    public async ValueTask<string> TakeDownCredentialsAsync(TenantId tenant, Caller caller, string device, CancellationToken cancel)
    {
        var name = NameOf(device);
        await _admission.TakeDownAsync(CallOf(tenant, caller), name, cancel);
        return name;
    }

    /// <summary>Whether a device is registered; for the host alone, as no policy is asked.</summary>
    public ValueTask<bool> IsRegisteredAsync(TenantId tenant, string device, CancellationToken cancel) => _admission.IsRegisteredAsync(tenant, NameOf(device), cancel);

    /// <summary>The id of the entity of a device.</summary>
    /// <param name="device">What it is called, or the id.</param>
    public static string IdOf(string device) => EntityIds.Device(NameOf(device));

    /// <summary>Reads a payload with a codec: one of this package, or a script that was put.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who brings the payload.</param>
    /// <param name="codec">The name of the codec, as devices name it.</param>
    /// <param name="payload">What the device has sent, whole.</param>
    /// <param name="received">When it came.</param>
    /// <param name="port">The port of the frame, which scripts are told; null where it has none, which scripts take for 1.</param>
    /// <param name="cancel">Ends the wait for a turn.</param>
    /// <returns>What it tells, or why it cannot be read; null where there is no such codec.</returns>
    /// <exception cref="NgsiLdException">Overloaded where scripts cannot be carried out now; what the policy says of a caller who may write nothing.</exception>
    public async ValueTask<Decoded?> DecodeAsync(TenantId tenant, Caller caller, string codec, ReadOnlyMemory<byte> payload, Instant received, int? port, CancellationToken cancel)
    {
        var call = CallOf(tenant, caller);
        await _broker.Writes.CheckAsync(call, MutationKind.Ingest, cancel);
        return await _decoders.DecodeAsync(call, codec, payload, received, port, cancel);
    }

    /// <summary>Writes a payload for a device with a codec: one of this package, or a script that was put.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who commands the device.</param>
    /// <param name="codec">The name of the codec, as devices name it.</param>
    /// <param name="values">What actuators are to take; a script is told <c>gps.lat</c> as the member <c>lat</c> of <c>gps</c>.</param>
    /// <param name="cancel">Ends the wait for a turn.</param>
    /// <returns>The payload, or why there is none; null where there is no such codec.</returns>
    /// <exception cref="NgsiLdException">As for <see cref="DecodeAsync"/>.</exception>
    public async ValueTask<Encoded?> EncodeAsync(TenantId tenant, Caller caller, string codec, IReadOnlyList<ActuatorValue> values, CancellationToken cancel)
    {
        var call = CallOf(tenant, caller);
        await _broker.Writes.CheckAsync(call, MutationKind.Ingest, cancel);
        return await _decoders.EncodeAsync(call, codec, values, cancel);
    }

    /// <summary>Writes a codec that is a script, new or in place of the one of its name: an entity of the type <c>Codec</c>. Only what is written by this is carried out.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks. That he is an administrator is for the host to see to.</param>
    /// <param name="name">What it is called, which devices name; none of this package.</param>
    /// <param name="document"><c>script</c>, of at most 64 KiB of ECMAScript 5.1 (<see cref="ScriptTask"/> says which functions it may have), and where there are any <c>description</c> and <c>examples</c>, which have to hold.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; Overloaded where scripts cannot be carried out now; what the policy says.</exception>
    public ValueTask<bool> PutCodecAsync(TenantId tenant, Caller caller, string name, JsonElement document, CancellationToken cancel) =>
        _scripts.PutAsync(CallOf(tenant, caller), name, document, cancel);

    /// <summary>The sensors that fit a need, as the caller sees them.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="document">What <see cref="SensorNeed"/> reads.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <returns>The sensors, and what is odd about the need, but goes.</returns>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; TooComplexQuery where the need says so little that more sensors than <see cref="SensorNeed.MostJudged"/> would have to
    /// be looked at; what the policy says.</exception>
    public ValueTask<(FittingSet Set, ImmutableArray<FormRemark> Warnings)> FindAsync(TenantId tenant, Caller caller, JsonElement document, CancellationToken cancel) =>
        _finding.RunAsync(CallOf(tenant, caller) with { Local = false }, document, cancel);

    /// <summary>Writes a pipeline, new or in place of the one of its name: an entity of the type <c>Pipeline</c>. From now on it makes clean values of what the
    /// bridge receives of its sensors, which are stored beside what was received.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="document"><c>selector</c> and <c>steps</c>, and where it is not as usual <c>name</c>, <c>enabled</c>, <c>runsAt</c> and <c>allowedLateness</c>.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; what the policy says.</exception>
    public ValueTask<bool> PutPipelineAsync(TenantId tenant, Caller caller, string name, JsonElement document, CancellationToken cancel) =>
        _pipelines.PutAsync(CallOf(tenant, caller), name, document, cancel);

    /// <summary>Runs the pipeline of a sensor over all readings that are stored of it since a time, late ones and those from before there was a pipeline too.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="device">What the device is called, or the id of its entity.</param>
    /// <param name="sensor">What the device calls the sensor.</param>
    /// <param name="from">The time; steps remember nothing from before.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <remarks>Who does it again changes nothing.</remarks>
    /// <exception cref="NgsiLdException">ResourceNotFound where the caller sees no such sensor; Conflict where it has no pipeline; TooComplexQuery where there are more than
    /// 100,000 readings; what the policy says.</exception>
    public ValueTask<Replay> ReplayAsync(TenantId tenant, Caller caller, string device, string sensor, Instant from, CancellationToken cancel) =>
        _replaying.RunAsync(CallOf(tenant, caller), NameOf(device), sensor, from, cancel);

    /// <summary>Runs readings through steps; nothing is stored.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks; he has to be one who may write something.</param>
    /// <param name="document"><c>steps</c> and <c>readings</c> (at most 2,000); <c>unitCode</c> of the readings, and <c>until</c> when it is told, now where that is not said.</param>
    /// <param name="cancel">Ends the wait for the turn.</param>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; what the policy says.</exception>
    public ValueTask<DryRun> TryAsync(TenantId tenant, Caller caller, JsonElement document, CancellationToken cancel) => _pipelines.TryAsync(CallOf(tenant, caller), document, cancel);

    /// <summary>A device may be called by its name or by the id of its entity.</summary>
    private static string NameOf(string device) => EntityIds.DeviceOf(device) ?? device;

    private Call CallOf(TenantId tenant, Caller caller) => new(tenant, caller, _broker.Terms.Default, _broker.Now) { Local = true };
}
