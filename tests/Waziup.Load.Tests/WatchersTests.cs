using System.Text.Json;
using System.Text.RegularExpressions;
using Waziup.Load.Bench.Access;
using Waziup.Load.Notify;

namespace Waziup.Load.Tests;

public class WatchersTests
{
    [Fact]
    public void Each_meter_has_one_watcher()
    {
        var watchers = new Watchers(PolicySet.Roles);
        var patterns = Enumerable.Range(0, watchers.Count).Select(watcher =>
        {
            using var selector = JsonDocument.Parse($"{{{watchers.SelectorOf(watcher, 32)}}}");
            return new Regex(selector.RootElement.GetProperty("idPattern").GetString()!);
        }).ToList();

        Assert.All(Enumerable.Range(0, 32), meter => Assert.Single(patterns, pattern => pattern.IsMatch($"urn:m:{meter}")));
        Assert.Equal("\"type\":\"Meter\"", new Watchers(1).SelectorOf(0, 32));
    }
}
