using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests.Uplink;

/// <summary>A gateway and a cloud, with a bad link between them.</summary>
sealed class Sides : IAsyncDisposable
{
    const string Types = "Device,DeviceMeasurement,Actuator,Pipeline,Plot";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TestFolder _folder;
    readonly string[] _options;
    ServerProcess? _gateway;
    ServerProcess? _cloud;
    string? _cloudUrl;

    Sides(TestFolder folder, string[] options) => (_folder, _options) = (folder, options);

    /// <summary>The link.</summary>
    public CuttingProxy Link { get; } = new();

    public ServerProcess Gateway => _gateway!;

    public ServerProcess Cloud => _cloud!;

    /// <summary>Starts both; the link is down.</summary>
    public static async Task<Sides> StartAsync(TestFolder folder, params string[] options)
    {
        var sides = new Sides(folder, options);
        await sides.StartCloudAsync();
        await sides.StartGatewayAsync();
        return sides;
    }

    public async Task StartGatewayAsync() => _gateway = await ServerProcess.StartAsync(
        _folder, ["--data", _folder.File("gateway"), "--alias", "box", "--trust-clock", "--temporal-limit", "1000000", "--cloud", Link.Url, .. _options]);

    public async Task StartCloudAsync()
    {
        _cloud = await ServerProcess.StartAsync(_folder, "--data", _folder.File("cloud"), "--trust-clock", "--temporal-limit", "1000000");
        _cloudUrl = _cloud.Address.ToString();
    }

    /// <summary>The link is up.</summary>
    public void Connect() => Link.Target = new Uri(_cloudUrl!).Port;

    /// <summary>The power of the gateway goes and comes again.</summary>
    public async Task KillGatewayAsync()
    {
        await EndAsync(Interlocked.Exchange(ref _gateway, null));
        await StartGatewayAsync();
    }

    /// <summary>The cloud dies and comes again.</summary>
    public async Task KillCloudAsync()
    {
        var wasUp = Link.Target is not null;
        await EndAsync(Interlocked.Exchange(ref _cloud, null));
        await StartCloudAsync();
        if (wasUp)
            Connect();
    }

    /// <summary>Waits until the cloud holds what the gateway holds: each entity, and each value that was observed, once.</summary>
    public async Task SettleAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var (here, there) = (await HeldAsync(Gateway), await HeldAsync(Cloud));
            if (here.SequenceEqual(there))
                return;
            if (limit.IsCancellationRequested)
                Assert.Fail($"missing: {string.Join("\n", here.Except(there).Take(20))}\ntoo many: {string.Join("\n", there.Except(here).Take(20))}\n{here.Count} and {there.Count}\n{Gateway.Output}");
            await Task.Delay(200, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Link.DisposeAsync();
        await EndAsync(_gateway);
        await EndAsync(_cloud);
    }

    static ValueTask EndAsync(ServerProcess? one) => one?.DisposeAsync() ?? ValueTask.CompletedTask;

    static async Task<List<string>> HeldAsync(ServerProcess broker)
    {
        var held = new List<string>();
        var (_, body) = await broker.GetAsync($"/ngsi-ld/v1/entities?type={Types}&limit=1000");
        foreach (var entity in JsonNode.Parse(body)!.AsArray().Where(entity => (string)entity!["id"]! != "urn:ngsi-ld:Gateway:box"))
        {
            held.Add(Sorted(entity!)!.ToJsonString());
            held.AddRange(await PastAsync(broker, (string)entity!["id"]!));
        }
        held.Sort(StringComparer.Ordinal);
        return held;
    }

    // Values alone that were observed: others get the time of the broker that they come to.
    static async Task<IEnumerable<string>> PastAsync(ServerProcess broker, string id)
    {
        var (status, body) = await broker.GetAsync($"/ngsi-ld/v1/temporal/entities/{Uri.EscapeDataString(id)}");
        if (status != 200)
            return [];
        return JsonNode.Parse(body)!.AsObject().Where(member => member.Value is JsonArray && member.Key is not ("type" or "scope" or "@context"))
            .SelectMany(member => member.Value!.AsArray().OfType<JsonObject>().Where(one => one["observedAt"] is not null)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{id} {member.Key} {one["datasetId"]} {one["observedAt"]} {one["value"]?.ToJsonString()} {one["quality"]?.ToJsonString()}")));
    }

    static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted).OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };
}
