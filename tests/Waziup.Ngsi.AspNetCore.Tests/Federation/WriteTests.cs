namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Writes that several brokers have a part of (4.3.6.2, 4.3.6.3).</summary>
public sealed class WriteTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Owner = ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}";
    private const string Back = "urn:ngsi-ld:ContextSourceRegistration:back";

    [Fact]
    public async Task An_inclusive_source_gets_a_copy()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", attributes: "[\"owner\"]");

        await front.CreateAsync(Samples.Tank(1, Owner));

        Assert.Equal("Ama", (string)(await back.GetAsync(One)).Json["owner"]!["value"]!);
        Assert.Null((await back.GetAsync(One)).Json["level"]);
        Assert.Equal("Ama", (string?)(await front.GetAsync(One + "?local=true")).Json["owner"]!["value"]);
    }

    [Fact]
    public async Task What_is_registered_exclusively_is_written_there_alone()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "exclusive", Only, "[\"owner\"]");

        await front.CreateAsync(Samples.Tank(1, Owner));
        (await front.PatchAsync(One + "/attrs", """{"owner":{"type":"Property","value":"Kofi"},"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal("Kofi", (string)(await back.GetAsync(One)).Json["owner"]!["value"]!);
        Assert.Null((await back.GetAsync(One)).Json["level"]);
        var here = (await front.GetAsync(One + "?local=true")).Json;
        Assert.Equal(5, (int)here["level"]!["value"]!);
        Assert.Null(here["owner"]);
        Assert.Equal("Kofi", (string)(await front.GetAsync(One)).Json["owner"]!["value"]!);
    }

    [Fact]
    public async Task A_redirect_keeps_nothing_here()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var left = await TestBroker.StartAsync();
        await using var right = await TestBroker.StartAsync();
        network.Add("left", left);
        network.Add("right", right);
        await front.RegisterAsync("left", "redirect");
        await front.RegisterAsync("right", "redirect");

        await front.CreateAsync(Samples.Tank(1));

        Assert.Equal(404, (await front.GetAsync(One + "?local=true")).Status);
        Assert.Equal((200, 200), ((await left.GetAsync(One)).Status, (await right.GetAsync(One)).Status));
        (await front.DeleteAsync(One)).IsBare(204);
        Assert.Equal((404, 404), ((await left.GetAsync(One)).Status, (await right.GetAsync(One)).Status));
    }

    [Fact]
    public async Task What_a_proxy_does_not_support_is_a_conflict()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.RegisterAsync("back", "exclusive", Only, "[\"owner\"]", "[\"retrieveOps\"]");

        var answer = await front.PostAsync("/entities", Samples.Tank(1, Owner));

        Assert.Equal(207, answer.Status);
        Assert.Equal("Conflict", Answer.ShortType(answer.Json["errors"]![0]!["error"]!));
        Assert.Equal("urn:ngsi-ld:ContextSourceRegistration:back", (string)answer.Json["errors"]![0]!["registrationId"]!);
        Assert.Null((await front.GetAsync(One + "?local=true")).Json["owner"]);
        (await front.PatchAsync(One + "/attrs", "{" + Owner[1..] + "}")).IsProblem(409, "Conflict");
        Assert.DoesNotContain(network.Calls, call => call.Method != "GET");
    }

    [Theory]
    [InlineData(0, 504, "SourceSilent")]
    [InlineData(404, 404, "ResourceNotFound")]
    [InlineData(500, 502, "SourceFailed")]
    [InlineData(403, 502, "SourceFailed")]
    [InlineData(508, 508, "LoopDetected")]
    public async Task The_only_source_decides_about_the_status(int answered, int status, string type)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        if (answered > 0)
            network.Answers("back", answered);
        await front.RegisterAsync("back", "redirect");

        (await front.PostAsync("/entities", Samples.Tank(1))).IsProblem(status, type);
        Assert.Equal(404, (await front.GetAsync(One + "?local=true")).Status);
    }

    [Theory]
    [InlineData(true, 404, 207)]
    [InlineData(false, 204, 207)]
    [InlineData(false, 404, 404)]
    [InlineData(true, 204, 204)]
    public async Task A_deletion_tells_of_the_side_on_which_there_was_nothing(bool isHere, int there, int status)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", there);
        await broker.RegisterAsync("back", operations: "[\"deleteEntity\"]");
        if (isHere)
            await broker.CreateAsync(Samples.Tank(1));

        var answer = await broker.DeleteAsync(One);

        Assert.True(answer.Status == status, $"{answer.Status} {answer.Body}");
        if (status == 207)
        {
            var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
            Assert.Equal(("urn:ngsi-ld:Tank:1", 404), ((string?)error["entityId"], (int)error["error"]!["status"]!));
            Assert.Equal(isHere ? Back : null, (string?)error["registrationId"]);
        }
        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
    }

    [Fact]
    public async Task Of_an_entity_whose_source_cannot_delete_what_is_here_goes()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]", "[\"retrieveOps\",\"updateOps\"]");

        var answer = await broker.DeleteAsync(One);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal("Conflict", Answer.ShortType(Assert.Single(answer.Json["errors"]!.AsArray())!["error"]!));
        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Creating_what_is_all_elsewhere_where_it_cannot_be_created_creates_nothing()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "exclusive", Only, "[\"level\"]", "[\"retrieveOps\",\"updateOps\"]");

        (await broker.PostAsync("/entities", Samples.Tank(1))).IsProblem(409, "Conflict");

        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Creating_what_is_there_on_both_sides_tells_of_both()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 409);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back");

        var answer = await broker.PostAsync("/entities", Samples.Tank(1));

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Empty(answer.Json["success"]!.AsArray());
        Assert.Equal([(409, null), (409, Back)], answer.Json["errors"]!.AsArray().Select(error => ((int)error!["error"]!["status"]!, (string?)error["registrationId"])));
    }

    [Fact]
    public async Task A_creation_that_half_succeeds_says_where_the_entity_is()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 503);
        await broker.RegisterAsync("back");

        var answer = await broker.PostAsync("/entities", Samples.Tank(1));

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.EndsWith(One, answer["Location"], StringComparison.Ordinal);
        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)Assert.Single(answer.Json["success"]!.AsArray()));
        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal((503, Back), ((int)error["error"]!["status"]!, (string?)error["registrationId"]));
        Assert.Equal(200, (await broker.GetAsync(One + "?local=true")).Status);
    }

    [Fact]
    public async Task Sources_of_other_types_are_not_told_of_an_entity_that_is_here()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("pumps", 204);
        await broker.RegisterAsync("pumps", entities: "\"type\":\"Pump\"");

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);
        (await broker.DeleteAsync(One)).IsBare(204);

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task What_goes_wrong_in_the_body_is_told_before_anybody_is_asked()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect");

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property"}}""")).IsProblem(400, "BadRequestData");
        (await broker.PostAsync("/entities", """{"id":"urn:ngsi-ld:Tank:1"}""")).IsProblem(400, "BadRequestData");

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Concise_and_simplified_bodies_are_understood_by_the_source()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "redirect");
        await front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"place":{"type":"Point","coordinates":[1,2]},"owner":{"value":"Ama","since":2020}}""");

        (await front.PatchAsync(One + "?format=simplified", """{"level":7}""")).IsBare(204);

        var found = (await back.GetAsync(One)).Json;
        Assert.Equal((7, "GeoProperty", 2020), ((int)found["level"]!["value"]!, (string?)found["place"]!["type"], (int)found["owner"]!["since"]!["value"]!));
        Assert.Null((await front.GetAsync(One + "?local=true")).Json["level"]);
    }

    [Fact]
    public async Task A_client_that_hangs_up_stops_nothing_that_has_begun()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back");
        using var patience = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        network.Holds("back", asked, go.Task);
        using var client = new HttpClient();
        using var content = new StringContent(Samples.Tank(1), System.Text.Encoding.UTF8, "application/json");
        var request = client.PostAsync(new Uri(front.Address, "/ngsi-ld/v1/entities"), content, patience.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        go.SetResult();

        await network.Ended("back").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((200, 200), ((await front.GetAsync(One + "?local=true")).Status, (await back.GetAsync(One)).Status));
    }
}
