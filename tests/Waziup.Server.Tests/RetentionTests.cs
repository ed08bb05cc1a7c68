namespace Waziup.Server.Tests;

public class RetentionTests
{
    [Fact]
    public async Task A_server_forgets_what_its_rules_say()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--retention", "count=1", "--retention-interval", "1");
        await server.CreateAsync("urn:p:1");
        for (var i = 0; i < 3; i++)
        {
            var patch = $$$"""{"moisture":{"type":"Property","value":{{{i}}},"observedAt":"2026-01-01T00:00:0{{{i}}}Z"}}""";
            Assert.Equal(204, (await server.SendAsync(HttpMethod.Patch, "/ngsi-ld/v1/entities/urn:p:1/attrs", patch)).Status);
        }

        await server.WaitForAsync("rows of history went");

        Assert.Equal(200, (await server.GetAsync("/ngsi-ld/v1/entities/urn:p:1")).Status);
        // The rules may have been applied between two of the writes; then they are again.
        while ((await server.GetAsync("/ngsi-ld/v1/temporal/entities/urn:p:1")).Body.Contains("2026-01-01T00:00:01", StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }
}
