using Waziup.Ngsi.PostgreSql.Tests;

namespace Waziup.Server.Tests.Federated;

/// <summary>Registrations that stand in for local data, made at two servers on one database (4.3.6.3).</summary>
public sealed class NodeRegistrationTests : IAsyncLifetime
{
    private const string Registrations = "/ngsi-ld/v1/csourceRegistrations";

    private readonly string _schema = Cluster.NewSchema();
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task Of_two_exclusive_ones_at_the_same_time_one_is_taken()
    {
        using var folder = new TestFolder();
        string[] store = ["--store", "postgresql", "--connection", _cluster.Connection, "--schema", _schema];
        await using var one = await ServerProcess.StartAsync(folder, store);
        await using var two = await ServerProcess.StartAsync(folder, store);
        for (var i = 0; i < 10; i++)
        {
            var answers = await Task.WhenAll(RegisterAsync(one, i), RegisterAsync(two, i));

            Assert.Equal([201, 409], answers.Order());
        }
    }

    [Fact]
    public async Task No_server_writes_what_another_one_has_registered_to_be_elsewhere()
    {
        using var folder = new TestFolder();
        string[] store = ["--store", "postgresql", "--connection", _cluster.Connection, "--schema", _schema];
        await using var one = await ServerProcess.StartAsync(folder, store);
        await using var two = await ServerProcess.StartAsync(folder, store);
        var ends = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            // Nobody listens there: what goes to the source fails, and is not to be found here.
            var registering = RegisterAsync(one, i);
            await Task.Delay(3 * (i % 8), TestContext.Current.CancellationToken);
            var written = await Task.WhenAll(Enumerable.Range(0, 4).Select(server => WriteAsync(server % 2 == 0 ? one : two, i)));
            var registered = await registering;

            var isHere = (await two.GetAsync($"/ngsi-ld/v1/entities/urn:p:{i}?local=true")).Status == 200;
            Assert.Equal(registered == 409, isHere);
            ends.Add($"{registered} {written.Any(status => status is 201 or 204)}");
        }
        Assert.Contains("409 True", ends);
        Assert.Contains("201 False", ends);
    }

    private static async Task<int> WriteAsync(ServerProcess server, int number) => (await server.SendAsync(
        HttpMethod.Post, "/ngsi-ld/v1/entityOperations/upsert",
        $$$"""[{"id":"urn:p:{{{number}}}","type":"Plot","moisture":{"type":"Property","value":1}}]""")).Status;

    private static async Task<int> RegisterAsync(ServerProcess server, int number) => (await server.SendAsync(HttpMethod.Post, Registrations, $$"""
        {"type":"ContextSourceRegistration","mode":"exclusive","endpoint":"http://source.example",
         "information":[{"entities":[{"type":"Plot","id":"urn:p:{{number}}"}],"propertyNames":["moisture"]}]}
        """)).Status;
}
