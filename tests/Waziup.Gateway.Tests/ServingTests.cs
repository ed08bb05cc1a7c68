using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests;

/// <summary>The gateway serves the API as the server does, and outlives what happens to boxes in the field.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_power_was_lost_and_the_time_goes_on()
    {
        using var folder = new TestFolder();
        await using (var gateway = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            await gateway.CreateAsync("urn:ngsi-ld:Plot:1");
            Assert.True(File.Exists(folder.File("data/clock")));
        }

        // What was kept does not hold against a clock that is trusted.
        File.WriteAllText(folder.File("data/clock"), "2099-01-01T00:00:00.0000000+00:00");
        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"), "--trust-clock");
        await again.CreateAsync("urn:ngsi-ld:Plot:2");
        var (_, body) = await again.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Plot:2?options=sysAttrs");

        Assert.Equal(200, (await again.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Plot:1")).Status);
        Assert.Contains("createdAt", body, StringComparison.Ordinal);
        Assert.DoesNotContain("2099", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_the_options_of_the_server_and_its_own()
    {
        using var folder = new TestFolder();

        var help = await Launch.RunAsync(folder, "--help");
        var wrong = await Launch.RunAsync(folder, "--trust-clocks");

        Assert.StartsWith("Waziup.Gateway, an NGSI-LD context broker for a box in the field.", help.Output, StringComparison.Ordinal);
        Assert.Contains("--trust-clock ", help.Output, StringComparison.Ordinal);
        Assert.Contains("--identity", help.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1027", help.Output, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Code);
        Assert.StartsWith("Waziup.Gateway: there is no option --trust-clocks", wrong.Errors, StringComparison.Ordinal);
    }
}
