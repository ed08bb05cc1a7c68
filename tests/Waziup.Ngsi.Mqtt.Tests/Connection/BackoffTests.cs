using Waziup.Ngsi.Mqtt.Connection;

namespace Waziup.Ngsi.Mqtt.Tests.Connection;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_grow_to_their_bound_and_differ()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

        var pauses = Enumerable.Range(0, 100).Select(_ => backoff.Next().TotalSeconds).ToList();
        backoff.Reset();

        Assert.InRange(pauses[0], 0.5, 1);
        Assert.InRange(pauses[3], 4, 8);
        Assert.All(pauses.Skip(5), pause => Assert.InRange(pause, 15, 30));
        Assert.True(pauses.Skip(5).Distinct().Count() > 10);
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }
}
