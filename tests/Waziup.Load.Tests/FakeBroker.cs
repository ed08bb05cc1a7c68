using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Waziup.Load.Tests;

/// <summary>A server that keeps what the replay sends, as a broker would: attributes overwritten in array order, one history row per time.</summary>
sealed class FakeBroker : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Lock _gate = new();
    int _failures;

    FakeBroker(WebApplication app)
    {
        _app = app;
        app.Run(AnswerAsync);
    }

    public ConcurrentDictionary<string, JsonObject> Entities { get; } = [];

    /// <summary>Sensor and observedAt of each reading that arrived.</summary>
    public HashSet<(string Id, string ObservedAt)> History { get; } = [];

    /// <summary>The number of items in each batch, in the order of arrival.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>How many of the next batches are carried out but cut off before the answer.</summary>
    public int CutOff { get; set; }

    /// <summary>Batches after which the server cuts off every further one; stands for a broker that dies in the middle.</summary>
    public int DiesAfter { get; set; } = int.MaxValue;

    public int Failures => _failures;

    public Uri Url => new(_app.Urls.First());

    public static async Task<FakeBroker> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var broker = new FakeBroker(builder.Build());
        await broker._app.StartAsync(cancel);
        return broker;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            if (Entities.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var entity))
                await http.Response.WriteAsync(entity.ToJsonString());
            else
                http.Response.StatusCode = StatusCodes.Status404NotFound;

            return;
        }

        if (path != "/ngsi-ld/v1/entityOperations/upsert" || http.Request.QueryString.Value != "?options=update")
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var items = (await JsonNode.ParseAsync(http.Request.Body))!.AsArray();
        if (!Store(items))
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    bool Store(JsonArray items)
    {
        lock (_gate)
        {
            if (Batches.Count >= DiesAfter)
            {
                _failures++;
                return false;
            }

            Batches.Add(items.Count);
            foreach (var item in items.Select(item => item!.AsObject()))
                Store(item);

            if (CutOff == 0)
                return true;

            CutOff--;
            _failures++;
            return false;
        }
    }

    void Store(JsonObject item)
    {
        var id = item["id"]!.GetValue<string>();
        var entity = Entities.GetOrAdd(id, _ => []);
        foreach (var (name, value) in item)
            entity[name] = value?.DeepClone();

        if (item["numValue"] is { } reading)
            History.Add((id, reading["observedAt"]!.GetValue<string>()));
    }
}
