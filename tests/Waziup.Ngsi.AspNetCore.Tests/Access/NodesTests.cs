using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Two processes on one database: what is published is published once, and what was counted holds for both (POLICIES 4, rows 25 and 26).</summary>
[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class NodesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_25_What_two_nodes_release_is_published_once_and_one_goes_on_when_the_other_ends()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await using var other = await world.World.Store.OpenAsync();
        using var policies = PoliciesOn(other, world.World);
        using var first = ServiceOn(world.Broker.Storage, world.World.Policy, world);
        using var second = ServiceOn(other, policies, world);
        await Task.WhenAll(first.StartAsync(Cancel), second.StartAsync(Cancel));

        world.Pass(2);
        await UntilAsync(world, "30@01-01");
        await world.FillAsync(5, 3);
        await first.StopAsync(Cancel);
        world.Pass(3);
        await UntilAsync(world, "30@01-01 30@01-04");
        await second.StopAsync(Cancel);

        var rows = await other.History.ReadAsync(default, EntityId.TryParse(ReleaseWorld.Village, out var id) ? id : default, Cancel);
        Assert.Equal(2, rows.Count(row => row.Name.EndsWith("meanLevel", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Row_26_What_one_node_has_counted_the_other_does_not_count_again()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
        await world.SensorAsync("a5", CohortWorld.Accra, 5, "esi");
        await using var other = await world.Store.OpenAsync();
        using var policies = PoliciesOn(other, world);

        Assert.Equal("k1,k2,k3,k4", await world.SensorsOfAsync(policies));
        world.Refresh();
        // Many ask both at once in the new period, while more comes: all are told of one set.
        var asked = Enumerable.Range(0, 20).Select(i => Task.Run(() => i % 2 == 0 ? world.SensorsOfAsync(policies) : world.SensorsOfAsync(world.Policy), Cancel));
        var sets = await Task.WhenAll(asked.Append(MoreAsync()));

        Assert.Single(sets.Where(set => set.Length > 0).Distinct());

        async Task<string> MoreAsync()
        {
            for (var i = 0; i < 5; i++)
                await world.SensorAsync($"b{i}", "[1.98,5.91]", i, $"p{i}");
            return "";
        }
    }

    private static DocumentPolicy PoliciesOn(IStorage storage, PolicyWorld world) => new(
        storage, KeyFile.Temporary(), world.Broker.Clock, Options.Create(new PolicyOptions()), new LinesOnly(world.Log), world.Log);

    private static ReleaseService ServiceOn(IStorage storage, DocumentPolicy policies, ReleaseWorld world) => new(
        new ContextBroker(storage, new OpenPolicy(), world.Broker.Contexts, world.Broker.Clock, new NgsiLdOptions()), policies, NullLogger<ReleaseService>.Instance);

    private static async Task UntilAsync(ReleaseWorld world, string published)
    {
        for (var i = 0; i < 1500 && await world.PublishedAsync() != published; i++)
        {
            await Task.Delay(20, Cancel);
            world.Pass(1 / 1440.0);
        }
        Assert.Equal(published, await world.PublishedAsync());
    }
}
