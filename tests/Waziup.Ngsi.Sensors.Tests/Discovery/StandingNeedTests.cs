using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

public sealed class StandingNeedTests
{
    private static readonly Instant Noon = Instant.Of(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Sensors_join_when_they_are_heard_and_leave_when_they_are_not()
    {
        var standing = new StandingNeed(new SensorNeed { QuantityKind = "WindSpeed", Fresh = TimeSpan.FromMinutes(10) });

        Assert.Equal("+a", Show(standing.Start([Heard("a", 11, 55), Heard("b", 11, 45)], Noon)));
        Assert.Equal("+b", Show(standing.Tell(Heard("b", 12, 0), Noon)));
        Assert.Equal("", Show(standing.Tell(Heard("b", 12, 1), At(1))));
        Assert.Equal(At(5), standing.Set.NextChange);
        Assert.Equal("", Show(standing.Look(At(5))));
        Assert.Equal("-a", Show(standing.Look(At(6))));
        Assert.Equal("-b", Show(standing.Remove("urn:a:b", At(6))));
        Assert.True(standing.Set.NextChange.IsNone);
    }

    [Fact]
    public void One_that_does_not_fit_any_more_makes_room_for_another()
    {
        var standing = new StandingNeed(new SensorNeed { QuantityKind = "WindSpeed", Max = 1 });

        Assert.Equal("+b", Show(standing.Start([Heard("a", 11, 0), Heard("b", 11, 30)], Noon)));
        Assert.Equal("", Show(standing.Tell(Heard("c", 11, 59), Noon)));
        Assert.Equal("+c -b", Show(standing.Tell(Heard("b", 12, 0, "rainfall"), Noon)));
    }

    [Fact]
    public void What_was_missed_is_made_up_for()
    {
        var standing = new StandingNeed(new SensorNeed());
        standing.Start([Heard("a", 11, 0), Heard("b", 11, 0)], Noon);

        Assert.Equal("+c -a", Show(standing.Start([Heard("b", 11, 0), Heard("c", 11, 0)], Noon)));
    }

    [Fact]
    public void It_keeps_so_many_in_mind()
    {
        var standing = new StandingNeed(new SensorNeed());

        standing.Start(Enumerable.Range(0, StandingNeed.MaxFits + 5).Select(number => Heard($"s{number}", 11, 0)), Noon);

        Assert.Equal((StandingNeed.MaxFits, SensorNeed.MostSensors), (standing.Set.Found, standing.Set.Sensors.Length));
    }

    /// <summary>Told of change by change, it comes to what a query says in the end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Changes_one_by_one_and_all_at_once_make_the_same_set(int seed)
    {
        var world = new SensorWorld(seed);
        for (var i = 0; i < 30; i++)
        {
            var need = world.Need();
            var standing = new StandingNeed(need);
            var present = new Dictionary<string, JsonElement>();
            var joined = new HashSet<string>();
            for (var number = 0; number < 60; number++)
            {
                foreach (var entity in world.Device(number % 20))
                {
                    var element = JsonElement.Parse(entity.ToJsonString());
                    present[(string)entity["id"]!] = element;
                    Follow(joined, standing.Tell(element, SensorWorld.Now));
                }
            }

            Assert.Equal(joined.Order(), standing.Set.Sensors.Select(fit => fit.Id).Order());
            Assert.Equal("", Show(standing.Start(present.Values, SensorWorld.Now)));
        }
    }

    private static void Follow(HashSet<string> joined, SetChange change)
    {
        Assert.All(change.Left, id => Assert.True(joined.Remove(id)));
        Assert.All(change.Joined, fit => Assert.True(joined.Add(fit.Id)));
    }

    private static Instant At(int minute) => Instant.Of(Noon.ToDateTimeOffset() + TimeSpan.FromMinutes(minute));

    private static JsonElement Heard(string id, int hour, int minute, string property = "windSpeed") => JsonElement.Parse(new JsonObject
    {
        ["id"] = $"urn:a:{id}",
        ["type"] = "DeviceMeasurement",
        ["controlledProperty"] = new JsonObject { ["type"] = "Property", ["value"] = property },
        ["numValue"] = new JsonObject { ["type"] = "Property", ["value"] = 3, ["observedAt"] = $"2026-05-01T{hour:00}:{minute:00}:00Z" },
    }.ToJsonString());

    private static string Show(SetChange change) => string.Join(' ', change.Joined.Select(fit => "+" + fit.Id[6..]).Concat(change.Left.Select(id => "-" + id[6..])));
}
