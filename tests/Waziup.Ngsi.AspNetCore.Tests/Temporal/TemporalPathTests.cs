namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>Which methods, paths and media types the temporal resources know (6.18 to 6.24).</summary>
public sealed class TemporalPathTests
{
    private const string Instance = "/urn:ngsi-ld:Instance:1";

    [Fact]
    public async Task Another_method_is_refused_with_those_that_there_are()
    {
        await using var broker = await TestBroker.StartAsync();
        (string Method, string Path, string Allowed)[] refused =
        [
            ("PUT", Past.All, "GET,POST"),
            ("DELETE", Past.All + "/", "GET,POST"),
            ("PATCH", Past.One, "GET,DELETE"),
            ("GET", Past.One + "/attrs", "POST"),
            ("PATCH", Past.One + "/attrs/level/", "DELETE"),
            ("GET", Past.One + "/attrs/level" + Instance, "PATCH,DELETE"),
            ("GET", Past.Query, "POST"),
        ];

        await Assert.AllAsync(refused, async one =>
        {
            var answer = await broker.SendAsync(one.Method, one.Path, one.Method is "PUT" or "PATCH" ? "{}" : null);
            answer.IsBare(405);
            Assert.Equal(one.Allowed.Split(',').Order(), answer["Allow"]!.Split(", ").Order());
        });
    }

    [Fact]
    public async Task A_missing_or_malformed_name_is_bad_data_and_changes_nothing()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        (await broker.PostAsync(Past.All + "//attrs", "{}")).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync(Past.All + "//attrs/level" + Instance, "{}")).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync(Past.One + "/attrs//urn:ngsi-ld:Instance:1", "{}")).IsBare(405);
        (await broker.PatchAsync(Past.One + "/attrs/@invalid" + Instance, $$"""{{{Past.Hourly("level", 11)}}}""")).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync(Past.One + "/attrs/level/nothing", $$"""{{{Past.Hourly("level", 11)}}}""")).IsProblem(400, "BadRequestData");
        (await broker.GetAsync(Past.All + "/nothing")).IsProblem(400, "BadRequestData");
        await Assert.AllAsync(
            (string[])
            [
                "/nothing", "//attrs/level", "//attrs/level" + Instance, "/urn:ngsi-ld:Tank:1/attrs/" + Instance, "/urn:ngsi-ld:Tank:1/attrs/level/nothing",
                "/urn:ngsi-ld:Tank:1/attrs/invalid(Name" + Instance, "/urn:ngsi-ld:Tank:1/attrs/%2e%2e" + Instance,
            ],
            async path => (await broker.DeleteAsync(Past.All + path)).IsProblem(400, "BadRequestData"));

        Assert.Equal("10", Past.Values(await broker.ReadAsync(), "level"));
    }

    [Fact]
    public async Task Media_types_are_looked_at_before_anything_else()
    {
        await using var broker = await TestBroker.StartAsync();

        await Assert.AllAsync(
            (string[])["application/xml", "application/geo+json"],
            async type =>
            {
                (await broker.GetAsync(Past.One, "Accept: " + type)).IsProblem(406, "InvalidRequest");
                (await broker.GetAsync(Past.All, "Accept: " + type)).IsProblem(406, "InvalidRequest");
                (await broker.PostAsync(Past.Query, "{}", "Accept: " + type)).IsProblem(406, "InvalidRequest");
            });
        (await broker.SendAsync("POST", Past.All, "{}", "text/plain")).IsBare(415);
        (await broker.SendAsync("POST", Past.One + "/attrs", "{}", "text/plain")).IsBare(415);
        (await broker.SendAsync("PATCH", Past.One + "/attrs/level" + Instance, "{}", "text/plain")).IsBare(415);
    }
}
