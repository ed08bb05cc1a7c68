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

    private static async Task<int> RegisterAsync(ServerProcess server, int number) => (await server.SendAsync(HttpMethod.Post, Registrations, $$"""
        {"type":"ContextSourceRegistration","mode":"exclusive","endpoint":"http://source.example",
         "information":[{"entities":[{"type":"Plot","id":"urn:p:{{number}}"}],"propertyNames":["moisture"]}]}
        """)).Status;
}
