using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Tests.Notifications;

public sealed class EndpointGatesTests
{
    private static readonly TenantId Farm = Tenant("farm");
    private static readonly TenantId Pond = Tenant("pond");
    private static readonly Uri Here = new("http://here:1/a");
    private static readonly Uri There = new("http://there:1/a");

    private readonly EndpointGates _gates = new(new NotificationOptions { MaxPerEndpoint = 2, MaxUnderWay = 6 });

    [Fact]
    public async Task An_endpoint_is_entered_in_turn_by_as_many_as_may()
    {
        var first = await EnteredAsync(Farm, Here);
        using var second = await EnteredAsync(Farm, new Uri("http://here:1/b"));
        var third = Enter(Farm, Here);
        var fourth = Enter(Farm, Here);

        using var elsewhere = await EnteredAsync(Farm, There);
        using var otherPort = await EnteredAsync(Pond, new Uri("http://here:2"));
        using var otherTenant = await EnteredAsync(Pond, Here);
        Assert.False(third.IsCompleted);

        first.Dispose();
        (await third).Dispose();
        (await fourth).Dispose();
    }

    [Fact]
    public async Task A_tenant_has_half_of_all_and_who_waits_for_it_holds_up_no_other_tenant()
    {
        var passes = new List<EndpointGates.Pass>();
        for (var i = 0; i < 3; i++)
            passes.Add(await EnteredAsync(Farm, new Uri($"http://one{i}")));
        var waiting = Enter(Farm, Here);

        for (var i = 0; i < 3; i++)
            passes.Add(await EnteredAsync(Pond, new Uri($"http://one{i}")));
        var overAll = Enter(Tenant("field"), Here);
        Assert.False(waiting.IsCompleted || overAll.IsCompleted);

        // Room of another tenant is room for the one that waits for any, not for the one whose tenant has its share.
        passes[3].Dispose();
        (await overAll).Dispose();
        Assert.False(waiting.IsCompleted);
        passes[0].Dispose();
        (await waiting).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_gives_up_leaves_what_he_held_and_his_turn_to_the_next(bool waitsForTenant)
    {
        var held = new List<EndpointGates.Pass>();
        for (var i = 0; i < (waitsForTenant ? 3 : 2); i++)
            held.Add(await EnteredAsync(Farm, waitsForTenant ? new Uri($"http://one{i}") : Here));
        using var stop = new CancellationTokenSource();
        var given = Enough(() => _gates.EnterAsync(Farm, Here, stop.Token).AsTask());
        var next = Enter(Farm, Here);

        await stop.CancelAsync();

        foreach (var one in given)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        held[0].Dispose();
        (await next).Dispose();
        held.Skip(1).ToList().ForEach(pass => pass.Dispose());
        await AllAsync();
    }

    [Fact]
    public async Task Who_has_given_up_before_does_not_enter_a_full_gate()
    {
        using var first = await EnteredAsync(Farm, Here);
        using var second = await EnteredAsync(Farm, Here);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gates.EnterAsync(Farm, Here, new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task However_many_come_and_give_up_all_room_is_there_in_the_end()
    {
        var random = new Random(7);
        var most = 0;
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                int dice;
                lock (random)
                    dice = random.Next(1000);
                using var stop = new CancellationTokenSource();
                var entering = _gates.EnterAsync(dice % 2 == 0 ? Farm : Pond, dice % 3 == 0 ? Here : There, stop.Token);
                if (dice % 5 == 0)
                    await stop.CancelAsync();
                try
                {
                    using var pass = await entering;
                    InterlockedMax(ref most, Interlocked.Increment(ref inside));
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                }
                catch (OperationCanceledException)
                {
                    // Given up.
                }
            }
        })));

        Assert.InRange(most, 2, 6);
        await AllAsync();
    }

    // Six in all, three of a tenant, two of them to one endpoint: nothing was lost.
    private async Task AllAsync()
    {
        var all = new List<EndpointGates.Pass>();
        foreach (var tenant in (TenantId[])[Farm, Pond])
        {
            all.Add(await EnteredAsync(tenant, Here));
            all.Add(await EnteredAsync(tenant, Here));
            all.Add(await EnteredAsync(tenant, There));
        }
        Assert.False(Enter(Tenant("field"), Here).IsCompleted);
        all.ForEach(pass => pass.Dispose());
    }

    private static List<Task<EndpointGates.Pass>> Enough(Func<Task<EndpointGates.Pass>> enter) => [enter(), enter()];

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known;)
            known = Interlocked.CompareExchange(ref most, value, known) is var seen && seen == known ? value : seen;
    }

    private Task<EndpointGates.Pass> Enter(TenantId tenant, Uri endpoint) => _gates.EnterAsync(tenant, endpoint, TestContext.Current.CancellationToken).AsTask();

    private async Task<EndpointGates.Pass> EnteredAsync(TenantId tenant, Uri endpoint)
    {
        var entering = Enter(tenant, endpoint);
        Assert.True(entering.IsCompleted);
        return await entering;
    }

    private static TenantId Tenant(string name) => TenantId.TryParse(name, out var tenant) ? tenant : throw new ArgumentException(name, nameof(name));
}
