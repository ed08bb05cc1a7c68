using System.Globalization;
using System.Reflection;
using Waziup.Ngsi.Broker;
using Waziup.Server.Operations;
using Waziup.Server.Options;

namespace Waziup.Server.Tests;

/// <summary>What the command line sets reaches the broker.</summary>
public sealed class ComposedOptionsTests
{
    // Which have no option of the server's own, so that nothing can be lost.
    private static readonly string[] Fixed =
        [nameof(NgsiLdOptions.DefaultPage), nameof(NgsiLdOptions.MaxSentBytes), nameof(NgsiLdOptions.SweepInterval),
            nameof(NgsiLdOptions.MaxEntityMapSize), nameof(NgsiLdOptions.EntityMapLifetime)];

    [Fact]
    public void Every_bound_is_handed_on()
    {
        var (given, broker) = (new ServerOptions(), new NgsiLdOptions());
        var bounds = typeof(NgsiLdOptions).GetProperties().Where(bound => bound.CanWrite && !Fixed.Contains(bound.Name)).ToList();
        foreach (var bound in bounds)
            bound.SetValue(given.Broker, Another(bound));

        var limits = given.Broker.TenantLimits;
        (limits.Entities, limits.HistoryRows, limits.Bytes, limits.RequestsPerSecond) = (1, 2, 3, 4);

        var sources = given.Broker.Federation;
        (sources.MaxRegistrations, sources.Timeout, sources.Address) = (5, TimeSpan.FromSeconds(6), new Uri("http://here.example"));
        sources.TrustedOrigins.Add("http://source.example");

        given.Configure(broker);

        Assert.Equal((5, TimeSpan.FromSeconds(6), new Uri("http://here.example"), "http://source.example"),
            (broker.Federation.MaxRegistrations, broker.Federation.Timeout, broker.Federation.Address, Assert.Single(broker.Federation.TrustedOrigins)));
        Assert.Equivalent(limits, broker.TenantLimits);
        Assert.True(bounds.Count > 8);
        Assert.All(bounds, bound => Assert.Equal(bound.GetValue(given.Broker), bound.GetValue(broker)));
    }

    private static object Another(PropertyInfo bound) => bound.PropertyType switch
    {
        var type when type == typeof(string) => "another",
        var type when type == typeof(TimeSpan) => TimeSpan.FromDays(77),
        var type => Convert.ChangeType(77, type, CultureInfo.InvariantCulture),
    };
}
