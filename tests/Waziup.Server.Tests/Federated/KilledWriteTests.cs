using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Federated;

/// <summary>kill -9 in the midst of writes that two brokers share: one has the moisture of all plots, the one before it the rest.</summary>
public sealed class KilledWriteTests : IAsyncLifetime
{
    private const string Entities = "/ngsi-ld/v1/entities";
    private const string Upsert = "/ngsi-ld/v1/entityOperations/upsert";
    private const int Clients = 6;
    private const int Writes = 120;

    private readonly TestFolder _atFront = new();
    private readonly TestFolder _atSource = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _unanswered = [];
    private ServerProcess _front = null!;
    private ServerProcess _source = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await ServerProcess.StartAsync(_atSource);
        _front = await ServerProcess.StartAsync(_atFront);
        var (status, answer) = await _front.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/csourceRegistrations", $$$"""
            {"type":"ContextSourceRegistration","mode":"redirect","endpoint":"{{{_source.Address.GetLeftPart(UriPartial.Authority)}}}",
             "information":[{"entities":[{"type":"Plot"}],"propertyNames":["moisture"]}],"operations":["redirectionOps"]}
            """);
        Assert.True(status == 201, $"{status} {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _source.DisposeAsync();
        _atFront.Dispose();
        _atSource.Dispose();
    }

    [Fact]
    public async Task Where_the_one_in_front_is_killed_all_that_was_acknowledged_is_at_both_and_the_rest_can_be_said_again()
    {
        await WriteUntilKilledAsync(_front);
        _front = await AgainAsync(_front, _atFront);

        await CheckAcknowledgedAsync();
        // Of these one may have its part and the other not.
        Assert.NotEmpty(_unanswered);
        foreach (var id in _unanswered)
        {
            var (status, answer) = await _front.SendAsync(HttpMethod.Post, Upsert, $"[{Plot(id)}]");
            Assert.True(status is 201 or 204, $"{status} {answer}");
            Assert.Equal("name,moisture", await AttributesAsync(_front, id) + "," + await AttributesAsync(_source, id));
        }
    }

    [Fact]
    public async Task Where_the_source_is_killed_what_was_acknowledged_is_at_both_and_no_local_part_is_lost()
    {
        await WriteUntilKilledAsync(_source);
        _source = await AgainAsync(_source, _atSource);

        await CheckAcknowledgedAsync();
        Assert.Contains(207, _answers.Values);
        foreach (var id in _answers.Where(pair => pair.Value == 207).Select(pair => pair.Key))
            Assert.Equal("name", await AttributesAsync(_front, id));
    }

    private async Task CheckAcknowledgedAsync()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", _answers.Values.CountBy(status => status)) + $", without an answer {_unanswered.Count}");
        Assert.All(_answers.Values, status => Assert.True(status is 201 or 207, $"{status}"));
        var acknowledged = _answers.Where(pair => pair.Value == 201).Select(pair => pair.Key).ToList();
        Assert.True(acknowledged.Count >= Writes, $"{acknowledged.Count} were acknowledged");
        foreach (var id in acknowledged)
        {
            Assert.Equal("name", await AttributesAsync(_front, id));
            Assert.Equal("moisture", await AttributesAsync(_source, id));
        }
    }

    /// <summary>Creates plots until many are acknowledged, ends one of the two in the midst of it, and goes on for a moment where the other one answers.</summary>
    private async Task WriteUntilKilledAsync(ServerProcess victim)
    {
        using var enough = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(client => WriteAsync(client, enough.Token)).ToArray();
        while (_answers.Count < Writes + Clients && !Array.TrueForAll(clients, client => client.IsCompleted))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        victim.Signal("KILL");
        await victim.EndAsync();
        var before = _answers.Count;
        while (_answers.Count < before + Clients && !Array.TrueForAll(clients, client => client.IsCompleted))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        await Task.WhenAll(clients);
    }

    private async Task WriteAsync(int client, CancellationToken enough)
    {
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            var id = $"urn:ngsi-ld:Plot:{client}-{turn}";
            try
            {
                _answers[id] = (await _front.SendAsync(HttpMethod.Post, Entities, Plot(id))).Status;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                _unanswered.Add(id);
                return;
            }
        }
    }

    private static async Task<ServerProcess> AgainAsync(ServerProcess killed, TestFolder folder)
    {
        await killed.DisposeAsync();
        return await ServerProcess.StartAsync(folder);
    }

    private static string Plot(string id) =>
        $$$"""{"id":"{{{id}}}","type":"Plot","name":{"type":"Property","value":"north"},"moisture":{"type":"Property","value":17}}""";

    private static async Task<string> AttributesAsync(ServerProcess server, string id)
    {
        var (status, body) = await server.GetAsync($"{Entities}/{id}?local=true");
        return status == 200 ? string.Join(',', JsonNode.Parse(body)!.AsObject().Select(member => member.Key).Where(name => name is "name" or "moisture")) : $"{status}";
    }
}
