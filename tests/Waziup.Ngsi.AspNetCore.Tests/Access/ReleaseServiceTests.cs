using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Hosts publish what policies release by themselves, one of those on a store.</summary>
public sealed class ReleaseServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Whoever_has_policies_has_what_they_release_published()
    {
        var services = new ServiceCollection();

        new NgsiLdBuilder(services).AddPolicies(KeyFile.Temporary()).AddPolicies(KeyFile.Temporary());

        Assert.Single(services, one => one.ServiceType == typeof(IHostedService) && one.ImplementationType == typeof(ReleaseService));
    }

    [Fact]
    public async Task One_host_at_a_time_publishes_and_another_goes_on()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        var store = new SharedStorage(world.Broker.Storage);
        using var one = ServiceOn(store, world);
        using var other = ServiceOn(store, world);
        await one.StartAsync(Cancel);
        await WaitAsync(world, () => store.Holders == 1);
        await other.StartAsync(Cancel);

        await WaitAsync(world, async () => await world.PublishedAsync() == "30@01-01", 2);
        Assert.Equal((1, 2), (store.Holders, store.Asked));
        await one.StopAsync(Cancel);
        await world.FillAsync(5, 3);

        await WaitAsync(world, async () => await world.PublishedAsync() == "30@01-01 30@01-04", 3);
        await other.StopAsync(Cancel);
        Assert.Equal((0, 2), (store.Holders, store.Asked));
    }

    private static ReleaseService ServiceOn(IStorage storage, ReleaseWorld world) => new(
        new ContextBroker(storage, new OpenPolicy(), world.Broker.Contexts, world.Broker.Clock, new NgsiLdOptions()), world.World.Policy, NullLogger<ReleaseService>.Instance);

    private static Task WaitAsync(ReleaseWorld world, Func<bool> isSo) => WaitAsync(world, () => Task.FromResult(isSo()), 0);

    /// <summary>Days pass, and then minutes, until it is so.</summary>
    private static async Task WaitAsync(ReleaseWorld world, Func<Task<bool>> isSo, double days)
    {
        world.Pass(days);
        for (var i = 0; i < 1500; i++)
        {
            if (await isSo())
                return;
            await Task.Delay(20, Cancel);
            world.Pass(1 / 1440.0);
        }
        Assert.Fail("it did not come to it");
    }

    /// <summary>A store as several processes see it.</summary>
    private sealed class SharedStorage(IStorage inner) : IStorage
    {
        private readonly SemaphoreSlim _held = new(1, 1);
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public int Holders => 1 - _held.CurrentCount;

        public IContextStore Entities => inner.Entities;

        public ITemporalStore History => inner.History;

        public IDocumentStore Documents => inner.Documents;

        public IChangeLog Changes => inner.Changes;

        public ITenants Tenants => inner.Tenants;

        public string Description => inner.Description;

        public async ValueTask<IHold> HoldAsync(string work, CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            await _held.WaitAsync(cancel);
            return new Hold(_held);
        }

        public ValueTask PrepareAsync(CancellationToken cancel) => inner.PrepareAsync(cancel);

        public ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel) => inner.LoadAsync(items, progress, cancel);

        public ValueTask<StoreStatistics> CountAsync(CancellationToken cancel) => inner.CountAsync(cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private sealed class Hold(SemaphoreSlim held) : IHold
        {
            public CancellationToken Lost => CancellationToken.None;

            public ValueTask DisposeAsync()
            {
                held.Release();
                return ValueTask.CompletedTask;
            }
        }
    }
}
