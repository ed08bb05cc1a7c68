using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Sources in trouble, or that mean trouble: what is left is served, the client is told, and nothing goes on without end (6.3.17).</summary>
public sealed class SourceFaultTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    /// <summary>What a source answers, and the code of the warning.</summary>
    public static TheoryData<int, string, string> Faults => new()
    {
        { 0, "", "199" },
        { 301, "", "299" },
        { 400, "", "299" },
        { 401, "", "299" },
        { 403, "", "299" },
        { 500, "{}", "299" },
        { 200, "<html>", "111" },
        { 200, "[", "111" },
        { 200, $"[{Samples.Tank(2)}", "111" },
        { 200, $"[{Samples.Tank(2)}] x", "111" },
        { 200, "7", "111" },
        { 200, "\"a\"", "111" },
        { 200, "null", "111" },
        { 200, "[null]", "111" },
        { 200, "[[]]", "111" },
        { 200, "{}", "111" },
        { 200, "{\"a\":1}", "111" },
        { 200, """[{"id":"no uri","type":"Tank"}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2"}]""", "111" },
        { 200, """[{"type":"Tank"}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property"}}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Nonsense","value":1}}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":1,"observedAt":"then"}}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","@context":"https://nowhere.example/c"}]""", "111" },
        { 200, """[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","@context":7}]""", "111" },
        { 200, $"[{Samples.Tank(2)},{{\"id\":7}}]", "111" },
        { 200, new string('[', 10_000), "111" },
        { 200, $$"""[{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{{string.Concat(Enumerable.Repeat("{\"a\":", 500))}}1{{new string('}', 500)}}}]""", "111" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_query_is_answered_with_the_rest(int status, string body, string warning)
    {
        var network = new Network();
        await using var broker = await StartAsync(network, status, body);

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("1,3", string.Join(',', Found.Numbers(answer).Split(',').Order()));
        Assert.StartsWith(warning + " urn:ngsi-ld:ContextSourceRegistration:bad \"", answer["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.DoesNotContain("good", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_entity_is_answered_with_the_rest(int status, string body, string warning)
    {
        var network = new Network();
        await using var broker = await StartAsync(network, status, body);

        var answer = await broker.GetAsync(One);

        Assert.Equal(1, (int)answer.Json["level"]!["value"]!);
        Assert.StartsWith(warning + " urn:ngsi-ld:ContextSourceRegistration:bad \"", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_context_that_cannot_be_had_spoils_that_answer_alone()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, 200, "");
        network.Answers("bad", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes($"[{Samples.Tank(2)}]"))
        {
            Links = ["<https://nowhere.example/c>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""],
        });

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("1,3", string.Join(',', Found.Numbers(answer).Split(',').Order()));
        Assert.StartsWith("111 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_spoil_that_answer_alone()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, 200, "");
        var bytes = Encoding.UTF8.GetBytes($"[{Samples.Tank(2, ",\"owner\":{\"type\":\"Property\",\"value\":\"#\"}")}]");
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xff;
        network.Answers("bad", _ => new RemoteReply(RemoteResult.Answered, 200, bytes));

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("1,3", string.Join(',', Found.Numbers(answer).Split(',').Order()));
        Assert.StartsWith("111 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_used_is_told_of()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, 200, "");
        network.Garbles("bad");

        var answer = await broker.GetAsync(One);

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("111 urn:ngsi-ld:ContextSourceRegistration:bad", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_twenty_sources_one_that_is_silent_takes_nothing_from_the_others()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        for (var i = 10; i < 30; i++)
        {
            if (i != 17)
                network.Answers($"host{i}", 200, $"[{Samples.Tank(i)}]");
            await broker.RegisterAsync($"host{i}");
        }

        var answer = await broker.GetAsync("/entities?type=Tank&limit=100");

        Assert.Equal(Enumerable.Range(10, 20).Where(i => i != 17).Select(i => $"{i}"), Found.Numbers(answer).Split(',').Order());
        Assert.StartsWith("199 urn:ngsi-ld:ContextSourceRegistration:host17 \"", Assert.Single(answer["NGSILD-Warning"]!.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_source_in_trouble_is_told_of()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        for (var i = 10; i < 30; i++)
            await broker.RegisterAsync($"host{i}");

        var answer = await broker.GetAsync(One);

        answer.IsProblem(404, "ResourceNotFound");
        Assert.Equal(20, answer["NGSILD-Warning"]!.Split('\n').Distinct().Count());
        Assert.DoesNotContain("111", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", 207)]
    [InlineData(301, "", 207)]
    [InlineData(400, "", 207)]
    [InlineData(401, "", 207)]
    [InlineData(500, "{}", 207)]
    [InlineData(200, "<html>", 204)]
    public async Task A_write_here_is_kept_whatever_a_source_answers(int status, string body, int expected)
    {
        var network = new Network();
        await using var broker = await StartAsync(network, status, body);

        var answer = await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""");

        Assert.True(answer.Status == expected, $"{answer.Status} {answer.Body}");
        Assert.Equal(5, (int)(await broker.GetAsync(One + "?local=true")).Json["level"]!["value"]!);
        Assert.DoesNotContain(":good", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_garbled_answer_to_a_write_is_a_failure_of_that_part()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, 200, "");
        network.Garbles("bad");

        var answer = await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Contains("ContextSourceRegistration:bad", answer.Body, StringComparison.Ordinal);
        Assert.Equal(5, (int)(await broker.GetAsync(One + "?local=true")).Json["level"]!["value"]!);
    }

    [Fact]
    public async Task A_source_that_answers_with_another_entity_has_not_answered()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(2));
        await broker.RegisterAsync("back");

        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_name_that_cannot_stand_in_a_header_does_no_harm()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var body = Registered.Body("back").Replace("urn:ngsi-ld:ContextSourceRegistration:back", "urn:ngsi-ld:ContextSourceRegistration:é-東", StringComparison.Ordinal);
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", body)).Status);

        var answer = await broker.GetAsync(One);

        answer.IsProblem(404, "ResourceNotFound");
        Assert.StartsWith("199 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    private static RemoteReply Reply(string body) => new(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(body));

    /// <summary>Tank 1 is here and tank 3 at a good source; another one answers so.</summary>
    private static async Task<TestBroker> StartAsync(Network network, int status, string body)
    {
        var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("good", call => call.Method != "GET" ? new RemoteReply(RemoteResult.Answered, 204, default) : Reply($"[{Samples.Tank(3)}]"));
        if (status > 0)
            network.Answers("bad", status, body);
        await broker.RegisterAsync("bad");
        await broker.RegisterAsync("good");
        return broker;
    }
}
