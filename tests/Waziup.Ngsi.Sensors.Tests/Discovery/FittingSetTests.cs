using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

public sealed class FittingSetTests
{
    private static readonly SensorNeed Two = new() { Min = 2, Max = 2, Order = NeedOrder.Distance };

    [Fact]
    public void The_nearest_come_first_and_no_more_than_are_wanted()
    {
        var set = FittingSet.Of(Two, [Fit("a", 30, 1), Fit("b", 10, 1), Fit("c", 20, 1), Fit("b", 10, 1)]);

        Assert.Equal("b c", Ids(set));
        Assert.Equal((3, true), (set.Found, set.IsEnough));
    }

    [Fact]
    public void Of_two_that_are_as_near_the_fresher_one_comes_first_and_then_the_id_decides() =>
        Assert.Equal("c a", Ids(FittingSet.Of(Two, [Fit("b", 10, 1), Fit("a", 10, 1), Fit("c", 10, 2)])));

    [Fact]
    public void The_freshest_come_first_where_nothing_else_is_said() =>
        Assert.Equal("b c a", Ids(FittingSet.Of(new SensorNeed(), [Fit("a", 1, 1), Fit("b", 2, 3), Fit("c", 3, 2)])));

    [Fact]
    public void Too_few_are_told_and_given()
    {
        var set = FittingSet.Of(Two, [Fit("a", 30, 1)]);

        Assert.Equal("a", Ids(set));
        Assert.False(set.IsEnough);
    }

    [Fact]
    public void Who_is_in_stays_in_while_he_fits()
    {
        var first = FittingSet.Of(Two, [Fit("a", 30, 1), Fit("b", 20, 1)]);

        var second = FittingSet.Of(Two, [Fit("a", 30, 1), Fit("b", 20, 1), Fit("c", 10, 1)], first);
        var third = FittingSet.Of(Two, [Fit("b", 20, 1), Fit("c", 10, 1)], second);

        Assert.Equal("b a", Ids(second));
        Assert.True(second.Since(first).IsNothing);
        Assert.Equal("c b", Ids(third));
        Assert.Equal("c", Assert.Single(third.Since(second).Joined).Id);
        Assert.Equal(["a"], third.Since(second).Left);
    }

    [Fact]
    public void Everybody_joins_what_was_empty_and_leaves_for_it()
    {
        var set = FittingSet.Of(Two, [Fit("a", 30, 1), Fit("b", 20, 1)]);

        Assert.Equal(["b", "a"], set.Since(FittingSet.Empty).Joined.Select(fit => fit.Id));
        Assert.Equal(["b", "a"], FittingSet.Empty.Since(set).Left);
    }

    [Fact]
    public void A_set_is_looked_at_again_when_the_first_of_it_gets_old()
    {
        var set = FittingSet.Of(Two, [Fit("a", 30, 1) with { FreshUntil = new(9) }, Fit("b", 20, 1) with { FreshUntil = new(7) }]);

        Assert.Equal(new Instant(7), set.NextChange);
        Assert.True(FittingSet.Of(Two, [Fit("a", 30, 1)]).NextChange.IsNone);
    }

    private static SensorFit Fit(string id, double metres, long time) => new(id) { Metres = metres, ObservedAt = new Instant(time) };

    private static string Ids(FittingSet set) => string.Join(' ', set.Sensors.Select(fit => fit.Id));
}
