using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What of the answers of sources counts, and what of what is here beside them (5.7.2, 4.3.6).</summary>
public sealed class DistributedAnswerTests
{
    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1")]
    public async Task What_lies_here_of_exclusive_attributes_is_not_mixed_in(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":[{"type":"Property","value":"Kofi"}]}]""");
        await broker.RegisterAsync("back", "exclusive", "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", "[\"owner\"]");
        var old = """,  "owner":[{"type":"Property","value":"old","observedAt":"2026-01-01T00:00:00Z"},{"type":"Property","value":"older","datasetId":"urn:d:1"}]""";
        Assert.Equal(201, (await broker.PostAsync("/entities?local=true", Samples.Tank(1, old))).Status);

        var answer = await broker.GetAsync(path);

        Assert.Contains("Kofi", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("old", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"expiresAt\":\"2025-01-01T00:00:00Z\",\"level\":{\"type\":\"Property\",\"value\":2}}]", "1")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"expiresAt\":\"2027-01-01T00:00:00Z\",\"level\":{\"type\":\"Property\",\"value\":2}}]", "1,2")]
    [InlineData("{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"level\":{\"type\":\"Property\",\"value\":2}}", "1,2")]
    [InlineData("[]", "1")]
    [InlineData("", "1")]
    public async Task Answers_come_in_many_forms(string body, string expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("back", 200, body);
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal(expected, Found.Numbers(answer));
        Assert.Null(answer["NGSILD-Warning"]);
    }

    [Fact]
    public async Task An_attribute_that_has_expired_at_its_source_is_not_shown()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, """
            [{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":2},"owner":{"type":"Property","value":"old","expiresAt":"2025-01-01T00:00:00Z"}}]
            """);
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("2", Found.Numbers(answer));
        Assert.DoesNotContain("old", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_for_some_ids_does_not_let_in_others()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(1));
        await back.CreateAsync(Samples.Tank(2));
        await back.CreateAsync(Samples.Tank(31));
        await front.RegisterAsync("back", entities: "\"type\":\"Tank\",\"idPattern\":\"Tank:3\"");

        Assert.Equal("31", await front.SortedAsync("type=Tank"));
        Assert.Equal("31", await front.SortedAsync("type=Tank&id=urn:ngsi-ld:Tank:31,urn:ngsi-ld:Tank:1"));
        // Two patterns are taken to have something in common, and the question's alone is asked (5.12).
        Assert.Equal("1", await front.SortedAsync("type=Tank&idPattern=Tank:1$"));
    }

    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1")]
    public async Task What_a_source_tells_beyond_its_registration_counts_for_nothing(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("back", 200, """
            [{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Ama"},"level":{"type":"Property","value":99,"observedAt":"2030-01-01T00:00:00Z"}}]
            """);
        await broker.RegisterAsync("back", attributes: "[\"owner\"]");

        var answer = await broker.GetAsync(path);

        Assert.Contains("Ama", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("99", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities?type=Tank&id=urn:ngsi-ld:Tank:1")]
    public async Task Entities_that_nobody_asked_for_are_not_let_in(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, $"[{Samples.Tank(1)},{{\"id\":\"urn:ngsi-ld:Spy:6\",\"type\":\"Spy\",\"level\":{{\"type\":\"Property\",\"value\":1}}}}]");
        await broker.RegisterAsync("back");

        Assert.Equal("1", Found.Numbers(await broker.GetAsync(path)));
    }
}
