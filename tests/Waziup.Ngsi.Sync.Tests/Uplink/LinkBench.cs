using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;
using Waziup.Ngsi.Sync.Uplink;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>A gateway, a cloud, and a link that goes on when a test wants it.</summary>
sealed class LinkBench : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly IAccessPolicy? _policy;

    private LinkBench(ManualTime clock, LocalBroker gateway, LocalBroker cloud, UplinkOptions options, IAccessPolicy? policy)
    {
        (Clock, Gateway, Cloud, Options, _policy) = (clock, gateway, cloud, options, policy);
        Wire = new FaultyWire(cloud, request => Fate(request)) { Answer = request => Answers(request) };
        _http = new HttpMessageInvoker(Wire);
        Link = NewLink();
    }

    public ManualTime Clock { get; }

    public LocalBroker Gateway { get; }

    public LocalBroker Cloud { get; }

    public FaultyWire Wire { get; }

    public UplinkOptions Options { get; }

    public Link Link { get; private set; }

    /// <summary>What befalls a request.</summary>
    public Func<HttpRequestMessage, Fate> Fate { get; set; } = _ => Tests.Uplink.Fate.Arrives;

    /// <summary>What is answered in place of the cloud: status and body; null for what the cloud answers.</summary>
    public Func<(string Method, string Path, string Body), (int Status, string Body)?> Answers { get; set; } = _ => null;

    public IEnumerable<(string Method, string Path, string Body)> Sent => Wire.Sent;

    public static async Task<LinkBench> StartAsync(Func<IStorage, TimeProvider, Task<IAccessPolicy>>? policy = null, Action<UplinkOptions>? set = null)
    {
        var (clock, storage) = (new ManualTime(), new MemoryStorage());
        var gateway = await LocalBroker.StartAsync(clock, storage);
        var options = new UplinkOptions { Cloud = new Uri("http://cloud"), Gateway = "g" };
        set?.Invoke(options);
        var bench = new LinkBench(clock, gateway, await LocalBroker.StartAsync(clock, new MemoryStorage()), options, policy is null ? null : await policy(storage, clock));
        await bench.Link.LoadAsync(CancellationToken.None);
        return bench;
    }

    /// <summary>Tells until there is nothing more to tell at once.</summary>
    public async Task<Turn> TellAsync()
    {
        for (var turns = 0; turns < 1_000; turns++)
        {
            if (await Link.TurnAsync(CancellationToken.None) is var turn and not Turn.More)
                return turn;
        }
        throw new InvalidOperationException("the link never comes to rest");
    }

    /// <summary>Another process goes on from what is kept.</summary>
    public async Task RestartAsync()
    {
        Link.Dispose();
        Link = NewLink();
        await Link.LoadAsync(CancellationToken.None);
    }

    /// <summary>An entity at the cloud; null where it is not there.</summary>
    public async Task<JsonObject?> AtCloudAsync(string id)
    {
        var answer = await Cloud.AskAsync("GET", $"entities/{id}");
        return answer.Status == 200 ? JsonNode.Parse(answer.Body)!.AsObject() : null;
    }

    /// <summary>The values of an attribute in the history at the cloud.</summary>
    public async Task<List<int>> PastAtCloudAsync(string id, string attribute = "a")
    {
        var rows = await Cloud.Storage.History.ReadAsync(default, Waziup.Ngsi.Model.EntityId.Trusted(id), CancellationToken.None);
        return [.. rows.Where(row => row.Name.EndsWith("/" + attribute, StringComparison.Ordinal) && !row.IsDeletion).Select(row => (int)row.Number)];
    }

    /// <summary>Writes an observed value at the gateway, a second after the one before.</summary>
    public async Task ObserveAsync(string id, int value)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Gateway.DoAsync("POST", "entityOperations/upsert?options=update",
            $$$"""[{"id":"{{{id}}}","type":"Device","a":{"type":"Property","value":{{{value}}},"observedAt":"{{{Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}]""");
    }

    /// <summary>Of how many entities it is kept that something was refused.</summary>
    public async Task<int> RefusedAsync() => (await Gateway.Storage.Documents.ListAsync(DocumentKind.Refused, CancellationToken.None)).Count;

    public async ValueTask DisposeAsync()
    {
        Link.Dispose();
        _http.Dispose();
        (_policy as IDisposable)?.Dispose();
        await ((IAsyncDisposable)Gateway).DisposeAsync();
        await ((IAsyncDisposable)Cloud).DisposeAsync();
    }

    private Link NewLink() => new(Gateway.Broker, _policy ?? Gateway.Policy, _http, Options, NullLogger.Instance);
}
