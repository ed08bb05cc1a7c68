using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Waziup.Server.Tests.Faults;

/// <summary>Clients that write at the same time and remember what was acknowledged.</summary>
/// <remarks>Each creates entities and batches of its own; all write attributes of one common entity.</remarks>
sealed class WriteLoad
{
    public const string Common = "urn:common:1";
    public const int InBatch = 5;
    private const int Clients = 8;

    private readonly int[] _turn = new int[Clients];
    private readonly int[] _common = new int[Clients];
    private readonly ConcurrentDictionary<string, double> _entities = new(StringComparer.Ordinal);
    private TaskCompletionSource _reached = new();
    private int _acknowledged;
    private int _target;

    /// <summary>The value of each entity whose creation was acknowledged.</summary>
    public IReadOnlyDictionary<string, double> Entities => _entities;

    /// <summary>How many acknowledged writes there are.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>The value that each client last wrote to its attribute of the common entity.</summary>
    public IReadOnlyList<int> CommonValues => _common;

    /// <summary>Makes the common entity.</summary>
    public static Task<HttpStatusCode> PrepareAsync(ServerProcess server) =>
        server.SendAsync(HttpMethod.Post, "entities", $$"""{"id":"{{Common}}","type":"Common"}""");

    public static string CommonAttribute(int client) => string.Create(CultureInfo.InvariantCulture, $"a{client}");

    /// <summary>Writes until so many more were acknowledged, ends the server by kill -9 in the midst of it, and waits until every client has seen it.</summary>
    public async Task KillAfterAsync(ServerProcess server, int more)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _target = Acknowledged + more;
        var clients = Enumerable.Range(0, Clients).Select(client => RunAsync(server, client)).ToArray();
        await Task.WhenAny(_reached.Task, Task.WhenAll(clients));
        await server.KillAsync();
        await Task.WhenAll(clients);
    }

    private async Task RunAsync(ServerProcess server, int client)
    {
        try
        {
            while (true)
                await StepAsync(server, client, ++_turn[client]);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            // Nobody knows what became of the last write: both are allowed.
        }
    }

    private async Task StepAsync(ServerProcess server, int client, int turn)
    {
        if (turn % 3 == 0)
        {
            var body = string.Create(CultureInfo.InvariantCulture,
                $$$"""{"{{{CommonAttribute(client)}}}":{"type":"Property","value":{{{turn}}},"observedAt":"{{{ObservedAt(turn)}}}"}}""");
            Check(await server.SendAsync(HttpMethod.Post, $"entities/{Common}/attrs", body), HttpStatusCode.NoContent);
            _common[client] = turn;
        }
        else if (turn % 10 == 1)
        {
            var ids = Enumerable.Range(0, InBatch).Select(i => Id(client, turn, i)).ToArray();
            Check(await server.SendAsync(HttpMethod.Post, "entityOperations/upsert", $"[{string.Join(',', ids.Select(id => Body(id, turn)))}]"), HttpStatusCode.Created);
            foreach (var id in ids)
                _entities[id] = turn;
        }
        else
        {
            Check(await server.SendAsync(HttpMethod.Post, "entities", Body(Id(client, turn, 0), turn)), HttpStatusCode.Created);
            _entities[Id(client, turn, 0)] = turn;
        }
        if (Interlocked.Increment(ref _acknowledged) >= _target)
            _reached.TrySetResult();
    }

    private static void Check(HttpStatusCode status, HttpStatusCode expected)
    {
        if (status != expected)
            throw new InvalidOperationException($"a write was answered with {status} in place of {expected}");
    }

    private static string Id(int client, int turn, int item) => string.Create(CultureInfo.InvariantCulture, $"urn:e:{client}:{turn}:{item}");

    private static string ObservedAt(int turn) => DateTimeOffset.UnixEpoch.AddSeconds(turn).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Body(string id, int value) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"id":"{{{id}}}","type":"Plot","moisture":{"type":"Property","value":{{{value}}} },"owner":{"type":"Property","value":"somebody"}}""");
}
