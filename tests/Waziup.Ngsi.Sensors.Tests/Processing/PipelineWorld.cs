using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Tests.Processing;

/// <summary>A device with one sensor and a pipeline, on a store that outlives the bridge.</summary>
sealed class PipelineWorld : IAsyncDisposable
{
    public const string Sensor = "urn:ngsi-ld:DeviceMeasurement:d:t";

    public static readonly Instant Begin = Instant.Of(new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly TestStore _store;
    private readonly ContextBroker _broker;

    private PipelineWorld(TestStore store, ManualTime clock, IAccessPolicy policy)
    {
        (_store, Clock) = (store, clock);
        _broker = new ContextBroker(store.Storage, policy, new FakeContexts(), clock, new NgsiLdOptions(), null, NullLogger<ContextBroker>.Instance);
        Bridge = new DeviceBridge(_broker);
    }

    public ManualTime Clock { get; }

    public DeviceBridge Bridge { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<PipelineWorld> StartAsync(string steps, string more = "", IAccessPolicy? policy = null)
    {
        var clock = new ManualTime();
        var world = new PipelineWorld(await TestStore.StartAsync(clock), clock, policy ?? new OpenPolicy());
        await world._broker.StartAsync(Cancel);
        await world.RegisterAsync("""{"id":"d","scope":"/field","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""");
        await world.PutAsync("p", $$"""{"selector":{"quantityKind":"AirTemperature"},"steps":{{steps}}{{more}}}""");
        return world;
    }

    /// <summary>Another bridge goes on with what is stored, as after the process was ended.</summary>
    public void Restart() => Bridge = new DeviceBridge(_broker);

    public ValueTask<RegisteredDevice> RegisterAsync(string document) => Bridge.RegisterAsync(TenantId.Default, Caller.Anonymous, JsonElement.Parse(document), Cancel);

    public ValueTask<bool> PutAsync(string name, string document) => Bridge.PutPipelineAsync(TenantId.Default, Caller.Anonymous, name, JsonElement.Parse(document), Cancel);

    /// <summary>The device tells values of minutes after the beginning.</summary>
    public ValueTask<Receipt> TellAsync(params (double Minute, double Value)[] readings) =>
        TellAsync([.. readings.Select(reading => new Reading("t", JsonElement.Parse(reading.Value.ToString(CultureInfo.InvariantCulture)), At(reading.Minute)))]);

    public ValueTask<Receipt> TellAsync(ImmutableArray<Reading> readings) =>
        Bridge.ReceiveAsync(TenantId.Default, Caller.Anonymous, "d", new Heard(Instant.Of(Clock.GetUtcNow()), readings), Cancel);

    public static Instant At(double minute) => new(Begin.Micros + (long)(minute * 60_000_000));

    /// <summary>What the pipeline's work is by what is stored: minutes, values and flags.</summary>
    public async Task<string> MadeAsync() => string.Join(' ', (await RowsAsync(null)).Select(row => string.Create(CultureInfo.InvariantCulture,
        $"{(row.At.Micros - Begin.Micros) / 60_000_000d}:{row.Number}/{JsonElement.Parse(row.Body.Span).GetProperty("https://uri.etsi.org/ngsi-ld/default-context/quality").GetProperty("value")}")));

    public async Task<int> RawAsync() => (await RowsAsync("urn:ngsi-ld:Dataset:raw")).Count;

    /// <summary>What a plan makes of samples, written the same.</summary>
    public string Expected(string steps, IEnumerable<(double Minute, double Value)> readings)
    {
        var now = Instant.Of(Clock.GetUtcNow());
        var samples = readings.Select(reading => new Sample(At(reading.Minute), reading.Value) { Received = now, UnitCode = "CEL" });
        return string.Join(' ', PipelineReader.Read(steps).Run(samples, now).Outputs.Where(sample => sample.Value is not null).Select(Text));
    }

    /// <summary>A sample as minute, value and flag.</summary>
    public static string Text(Sample sample) =>
        string.Create(CultureInfo.InvariantCulture, $"{(sample.Time.Micros - Begin.Micros) / 60_000_000d}:{sample.Value}/{(int)sample.Flag}");

    public ValueTask<Replay> ReplayAsync(double minute) => Bridge.ReplayAsync(TenantId.Default, Caller.Anonymous, "d", "t", At(minute), Cancel);

    /// <summary>The present value: the minute, and the value.</summary>
    public async Task<string> PresentAsync()
    {
        Assert.True(EntityId.TryParse(Sensor, out var id));
        var sensor = (await _store.Storage.Entities.FindAsync(TenantId.Default, id, Cancel))!;
        var index = sensor.Find(Encoding.UTF8.GetBytes("https://uri.etsi.org/ngsi-ld/default-context/numValue"), default);
        return index < 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{(sensor.Instances[index].ObservedAt.Micros - Begin.Micros) / 60_000_000d}:{Encoding.UTF8.GetString(sensor.Document.AsSpan(sensor.Instances[index].ValueStart, sensor.Instances[index].ValueLength))}");
    }

    /// <summary>Somebody writes attributes of the sensor, by the API.</summary>
    public async Task AppendAsync(string fragment)
    {
        var call = CallNow();
        var entity = EntityReader.Read(Encoding.UTF8.GetBytes(fragment), call.Terms, new ReadRules(NeedsId: false));
        await _broker.Writes.RunAsync(call, new Mutation(MutationKind.Append, Id, entity), null, Cancel);
    }

    /// <summary>Somebody deletes the sensor; its history too, where that is said.</summary>
    public async Task DeleteAsync(bool withHistory = false)
    {
        await _broker.Writes.RunAsync(CallNow(), new Mutation(MutationKind.DeleteEntity, Id), null, Cancel);
        if (withHistory)
            await _broker.Writes.RunAsync(CallNow(), new Mutation(MutationKind.DeleteEvolution, Id), null, Cancel);
    }

    public async Task<bool> IsThereAsync() => await Store.Entities.FindAsync(TenantId.Default, Id, Cancel) is { IsDeleted: false };

    public IStorage Store => _store.Storage;

    private static EntityId Id => EntityId.TryParse(Sensor, out var id) ? id : throw new InvalidOperationException();

    private Call CallNow() => new(TenantId.Default, Caller.Anonymous, _broker.Terms.Default, _broker.Now) { Local = true };

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public async Task<List<HistoryRow>> RowsAsync(string? dataset)
    {
        Assert.True(EntityId.TryParse(Sensor, out var id));
        var rows = await _store.Storage.History.ReadAsync(TenantId.Default, id, Cancel);
        return [.. rows.Where(row => row.DatasetId == dataset && row.Name.EndsWith("/numValue", StringComparison.Ordinal) && !row.IsDeletion)];
    }
}
