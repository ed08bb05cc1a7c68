using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Pulling;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>A broker with a device <c>d</c>, whose providers are asked while a clock stands still until the test moves it.</summary>
/// <remarks>Fails the test at the end where an error was logged.</remarks>
sealed class ProviderWorld : IAsyncDisposable
{
    public const string Id = "urn:ngsi-ld:Provider:p";

    private readonly TestStore _store;
    private readonly NgsiLdOptions _options = new();
    private readonly ErrorLog _log = new();
    private readonly ILoggerFactory _logs;
    private readonly StoredEntities _entities;
    private ContextBroker _broker;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ProviderWorld(TestStore store, ManualTime clock, bool onlyPublic)
    {
        (_store, Clock, _options.Egress.OnlyPublic) = (store, clock, onlyPublic);
        _logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        (_broker, Providers) = Make(store.Storage);
        _entities = new StoredEntities(_broker);
    }

    public ManualTime Clock { get; }

    public DataProviders Providers { get; private set; }

    public IStorage Store => _store.Storage;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ProviderWorld> StartAsync(bool onlyPublic = false, bool runs = true, params string[] allowed)
    {
        var clock = new ManualTime();
        var world = new ProviderWorld(await TestStore.StartAsync(clock), clock, onlyPublic);
        world._options.Egress.Allowed.UnionWith(allowed);
        await world._broker.StartAsync(Cancel);
        await new DeviceBridge(world._broker).RegisterAsync(TenantId.Default, Caller.Anonymous, JsonElement.Parse("""{"id":"d","sensors":[{"id":"t"}]}"""), Cancel);
        if (runs)
            world.Run();
        return world;
    }

    public void Run() => _running = Providers.RunAsync(_stop.Token);

    /// <summary>The process ends, in order, and another one goes on.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Providers.Dispose();
        _stop = new CancellationTokenSource();
        (_broker, Providers) = Make(_store.Storage);
        Run();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>Another process on the same store.</summary>
    public async Task<DataProviders> OtherAsync() => Make(await _store.OpenAsync()).Providers;

    public ValueTask<bool> PutAsync(string document, string name = "p") => Providers.PutAsync(TenantId.Default, Caller.Anonymous, name, JsonElement.Parse(document), Cancel);

    public ValueTask<ProviderTrial> TryAsync(string document) => Providers.TryAsync(TenantId.Default, Caller.Anonymous, "p", JsonElement.Parse(document), Cancel);

    public static string Form(Source source, string more = "") => $$"""{"url":"{{source.Url}}","device":"d","rows":"$[*]","values":{"t":"$.v"},"time":"$.at","every":"PT10M"{{more}}}""";

    /// <summary>Moves the clock on, again and again where what waits for it was not yet there, until something is so.</summary>
    public async Task PassAsync(TimeSpan time, Func<Task<bool>> isSo)
    {
        Clock.Leap(time);
        await UntilAsync(async () =>
        {
            var so = await isSo();
            if (!so)
                Clock.Leap(TimeSpan.FromMilliseconds(10));
            return so;
        });
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await isSo())
            await Task.Delay(5, limit.Token);
    }

    /// <summary>Waits until an attribute of the provider is something.</summary>
    public Task UntilAsync(string attribute, string expected, string id = Id) => UntilAsync(async () => await AttributeAsync(attribute, id) == expected);

    /// <summary>An attribute of the provider; empty for none.</summary>
    public async Task<string> AttributeAsync(string name, string id = Id) => await EntityAsync(id) is not { } entity || Stored.Value(entity, name) is not { } value ? ""
        : value.ValueKind == JsonValueKind.Object ? Stored.Word(value, "@value") ?? value.GetRawText() : value.ToString();

    public ValueTask<JsonElement?> EntityAsync(string id = Id) => _entities.ReadAsync(TenantId.Default, id, Cancel);

    /// <summary>What is stored of the sensor, by minute of 2025-12-01.</summary>
    public async Task<string> ValuesAsync()
    {
        Assert.True(EntityId.TryParse("urn:ngsi-ld:DeviceMeasurement:d:t", out var id));
        var begin = Instant.Of(new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero));
        var rows = await Store.History.ReadAsync(TenantId.Default, id, Cancel);
        return string.Join(' ', rows.Where(row => row.Name.EndsWith("/numValue", StringComparison.Ordinal)).OrderBy(row => row.At)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{(row.At.Micros - begin.Micros) / 60_000_000}:{row.Number}")));
    }

    /// <summary>Somebody changes the entity of the provider, or deletes it, by the API.</summary>
    public async Task WriteAsync(MutationKind kind, string? fragment = null)
    {
        var call = new Call(TenantId.Default, Caller.Anonymous, _broker.Terms.Default, _broker.Now) { Local = true };
        var entity = fragment is null ? null : EntityReader.Read(Encoding.UTF8.GetBytes(fragment), call.Terms, new ReadRules(NeedsId: false));
        await _broker.Writes.RunAsync(call, new Mutation(kind, StoredEntities.IdOf(Id), entity), null, Cancel);
    }

    public ValueTask<int> SweepAsync() => _broker.SweepAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await StopAsync();
        Providers.Dispose();
        await _store.DisposeAsync();
        _logs.Dispose();
        Assert.True(_log.Errors.Count == 0, string.Join("\n", _log.Errors));
    }

    private (ContextBroker Broker, DataProviders Providers) Make(IStorage storage)
    {
        var broker = new ContextBroker(storage, new OpenPolicy(), new FakeContexts(), Clock, _options, null, NullLogger<ContextBroker>.Instance);
        return (broker, new DataProviders(broker, new DeviceBridge(broker), _logs.CreateLogger<DataProviders>()));
    }
}
