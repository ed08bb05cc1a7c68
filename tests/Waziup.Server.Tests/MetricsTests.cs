namespace Waziup.Server.Tests;

public class MetricsTests
{
    const string Entities = "/ngsi-ld/v1/entities";

    [Fact]
    public async Task Metrics_count_requests_by_route_and_status_and_no_paths()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.CreateAsync("urn:p:secret");
        await server.GetAsync(Entities + "/urn:p:secret");
        await server.GetAsync(Entities + "/urn:p:missing");
        await server.GetAsync("/ngsi-ld/v1/nonsense");

        var (status, text) = await server.GetAsync("/metrics");

        Assert.Equal(200, status);
        Assert.Contains("# TYPE waziup_request_duration_seconds histogram\n", text, StringComparison.Ordinal);
        foreach (var labels in (string[])
            ["route=\"entities\",method=\"POST\",status=\"201\"", "route=\"entities/{id}\",method=\"GET\",status=\"200\"",
            "route=\"entities/{id}\",method=\"GET\",status=\"404\"", "route=\"other\",method=\"other\",status=\"404\""])
        {
            Assert.Contains($"waziup_request_duration_seconds_count{{{labels}}} 1\n", text, StringComparison.Ordinal);
            Assert.Contains($"waziup_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 1\n", text, StringComparison.Ordinal);
        }
        Assert.Matches("\nwaziup_sqlite_commit_group_count [1-9]", text);
        Assert.Contains("\nwaziup_sqlite_commit_queue 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nkestrel_active_connections{", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_process_memory_working_set_bytes ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("urn:p:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_tell_how_often_a_context_was_known_already()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        const string core = "<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"";
        for (var i = 0; i < 3; i++)
            await server.SendAsync(HttpMethod.Get, Entities + "/urn:p:1", change: request => request.Headers.Add("Link", core));

        var (_, text) = await server.GetAsync("/metrics");

        Assert.Contains("\nwaziup_context_lookups_total{cache=\"miss\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nwaziup_context_lookups_total{cache=\"hit\"} 2\n", text, StringComparison.Ordinal);
    }
}
