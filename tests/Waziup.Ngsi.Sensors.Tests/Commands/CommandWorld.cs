using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Commands;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Tests.Commands;

/// <summary>A device with two actuators, on a store that outlives the bridge.</summary>
sealed class CommandWorld : IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly ContextBroker _broker;

    private CommandWorld(TestStore store, ManualTime clock)
    {
        (_store, Clock) = (store, clock);
        _broker = new ContextBroker(store.Storage, new OpenPolicy(), new FakeContexts(), clock, new NgsiLdOptions(), null, NullLogger<ContextBroker>.Instance);
        Commands = Another();
    }

    public ManualTime Clock { get; }

    public DeviceCommands Commands { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CommandWorld> StartAsync()
    {
        var clock = new ManualTime();
        var world = new CommandWorld(await TestStore.StartAsync(clock), clock);
        await world._broker.StartAsync(Cancel);
        await new DeviceBridge(world._broker).RegisterAsync(TenantId.Default, Caller.Anonymous, JsonElement.Parse(
            """{"id":"d","actuators":[{"id":"valve 1","valueType":"bool","idempotent":true},{"id":"pump"}]}"""), Cancel);
        return world;
    }

    /// <summary>What another process on the store would use.</summary>
    public DeviceCommands Another() => new DeviceBridge(_broker).Commands;

    /// <summary>A process ends, and another goes on.</summary>
    public async Task RestartAsync()
    {
        Commands = Another();
        await Commands.SweepAsync(Cancel);
    }

    /// <summary>The tenant may hold what it holds, and no more entities.</summary>
    public async Task FillAsync()
    {
        _broker.Options.TenantLimits.Entities = 3;
        await _broker.Quotas.MeasureAsync(Cancel);
    }

    public ValueTask<CommandReceipt> IssueAsync(string actuator, string document) =>
        Commands.IssueAsync(TenantId.Default, Caller.Anonymous, "d", actuator, JsonElement.Parse(document), Cancel);

    public ValueTask<CommandReceipt> CancelAsync(string actuator, string id) => Commands.CancelAsync(TenantId.Default, Caller.Anonymous, "d", actuator, id, Cancel);

    public ValueTask<CommandReceipt> ReportAsync(string id, string document) => Commands.ReportAsync(TenantId.Default, Caller.Anonymous, "d", id, JsonElement.Parse(document), Cancel);

    /// <summary>What the device gets when it asks: actuators and values.</summary>
    public async Task<string> PollAsync(DeviceCommands? by = null) =>
        string.Join(' ', (await (by ?? Commands).TakeAsync(TenantId.Default, Caller.Anonymous, "d", TimeSpan.Zero, Cancel, Cancel)).Select(command => $"{command.Actuator}={command.Value.GetRawText()}"));

    public async Task SweepAsync(TimeSpan after)
    {
        Clock.Advance(after);
        await Commands.SweepAsync(Cancel);
    }

    /// <summary>An attribute of an entity as text: its value, and the sub-attributes that are named.</summary>
    public async Task<string> ShowAsync(string id, string attribute, params string[] subs)
    {
        var entity = JsonNode.Parse((await new StoredEntities(_broker).ReadAsync(TenantId.Default, id, Cancel))!.Value.GetRawText())!;
        var found = entity[attribute];
        return found is null ? "none" : string.Join(' ', [(found["value"] ?? found["json"])!.ToJsonString(), .. subs.Select(sub => found[sub]?["value"]?.ToJsonString() ?? "-")]);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
