using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Federation;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Sources hear of no guess and of nobody, and what they tell is disclosed with the rest (POLICIES 4, rows 40 to 42).</summary>
public sealed class LeakSourceTests
{
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";

    public static TheoryData<string, string> Guesses => new()
    {
        { "endpoint==\"http://back\"", "endpoint==\"http://other\"" }, { "endpoint~=\"^http://b\"", "endpoint~=\"^http://c\"" },
        { "registrationName==\"S3CR3T\"", "registrationName==\"absent\"" }, { "farmer==\"S3CR3T\"", "farmer==\"absent\"" },
    };

    [Theory]
    [InlineData("q=note==\"guess4712\"")]
    [InlineData("q=note~=\"guess4712\";label==\"a\"")]
    [InlineData("q=numValue==4712")]
    [InlineData("q=numValue<4712|numValue>4712")]
    [InlineData("q=crop==\"guess4712\"")]
    [InlineData("q=soil.calibration==4712")]
    [InlineData("q=owner==urn:ngsi-ld:Person:guess4712")]
    [InlineData("georel=near;maxDistance==4712&geometry=Point&coordinates=[5.0148,5.0061]")]
    [InlineData("orderBy=numValue")]
    public async Task Row_41_What_is_asked_of_a_source_tells_it_neither_the_guess_nor_who_guesses(string query)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);

        await broker.GetAsync("/entities?type=Reading&" + Found.Escaped(query), LossyPolicy.Ama);
        await broker.GetAsync($"{Farm.One}?type=Reading", LossyPolicy.Ama);

        Assert.NotEmpty(network.Calls);
        foreach (var call in network.Calls)
        {
            var sent = $"{Uri.UnescapeDataString(call.Uri.AbsoluteUri)} {string.Join(' ', call.Headers)} {Encoding.UTF8.GetString(call.Body.Span)}";
            Assert.All(["4712", "5.0148", "ama", "Alias", "orderBy=numValue"], word => Assert.DoesNotContain(word, sent, StringComparison.OrdinalIgnoreCase));
        }
        // Of somebody who sees all of it the source is asked with the condition.
        await broker.GetAsync("/entities?type=Reading&" + Found.Escaped(query), LossyPolicy.Root);
        Assert.Equal(query.Contains("4712", StringComparison.Ordinal), network.Calls[^1].Uri.AbsoluteUri.Contains("4712", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inclusive")]
    [InlineData("auxiliary")]
    [InlineData("redirect")]
    [InlineData("exclusive")]
    public async Task Row_42_What_a_source_tells_is_disclosed_with_what_is_here(string mode)
    {
        var network = new Network();
        await using var broker = await StartAsync(network, mode);
        foreach (var path in (string[])[Farm.One, "/entities?type=Reading", Farm.One + "?options=keyValues", "/entities?type=Reading&options=sysAttrs", "/entities?type=Reading&q=numValue==20"])
        {
            var answer = await broker.GetAsync(path, LossyPolicy.Ama);

            Assert.Equal(200, answer.Status);
            var entity = answer.Json is JsonArray list ? Assert.Single(list)! : answer.Json;
            Assert.Equal(20, (int)(entity["numValue"] is JsonObject value ? value["value"]! : entity["numValue"]!));
            Assert.All(["17.6", "S3CR3T", "4711", "maize", "calibration"], word => Assert.DoesNotContain(word, answer.Everything, StringComparison.Ordinal));
            Assert.Contains("17.6", (await broker.GetAsync(path.Replace("==20", "<19", StringComparison.Ordinal), LossyPolicy.Root)).Body, StringComparison.Ordinal);
        }
        foreach (var guess in (string[])["numValue==17.6", "numValue<19", "note", "note==\"S3CR3T\"", "crop==\"maize\"", "owner==urn:ngsi-ld:Person:S3CR3T"])
            Assert.Equal("", await broker.FindAsync("type=Reading&q=" + guess, LossyPolicy.Ama));
    }

    [Theory]
    [InlineData("type")]
    [InlineData("owner")]
    public async Task Row_42_What_a_source_tells_hides_what_is_here(string what)
    {
        var network = new Network();
        await using var broker = await Farm.StartAsync(source: network);
        await broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Private:1","type":"Private","level":4711,"owner":{"type":"Relationship","object":"{{LossyPolicy.Kofi}}"} }""", LossyPolicy.Root);
        const string Private = "/entities/urn:ngsi-ld:Private:1";
        Assert.Contains("4711", (await broker.GetAsync(Private, LossyPolicy.Ama)).Body, StringComparison.Ordinal);

        var told = what == "type"
            ? """{"id":"urn:ngsi-ld:Private:1","type":["Private","Vault"]}"""
            : """{"id":"urn:ngsi-ld:Private:1","type":"Private","owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:x","observedAt":"2030-01-01T00:00:00Z"}}""";
        network.Answers("back", call => Warm.Reply(200, call.Uri.AbsolutePath.EndsWith("entities", StringComparison.Ordinal) ? $"[{told}]" : told));
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back", "inclusive", "\"type\":\"Private\"", operations: "[\"retrieveOps\"]"), LossyPolicy.Root)).Status);

        (await broker.GetAsync(Private, LossyPolicy.Ama)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Private", LossyPolicy.Ama)).Body);
        Assert.Equal("0", (await broker.GetAsync("/entities?type=Private&count=true", LossyPolicy.Ama))["NGSILD-Results-Count"]);
    }

    [Theory]
    [MemberData(nameof(Guesses))]
    public async Task Row_40_Who_may_not_see_registrations_finds_none_by_what_is_in_them(string right, string wrong) =>
        await AreAlikeAsync(right, wrong, "/csourceRegistrations?type=Reading&csf=", "/csourceRegistrations?csf=", "/csourceRegistrations?type=Reading&count=true&csf=");

    [Theory]
    [InlineData("contextSourceInfo~=\"S3CR3T\"", "contextSourceInfo~=\"absent\"")]
    [InlineData("contextSourceInfo.value==\"S3CR3T\"", "contextSourceInfo.value==\"absent\"")]
    [InlineData("contextSourceInfo[value]==\"S3CR3T\"", "contextSourceInfo[value]==\"absent\"")]
    public async Task Row_40_Credentials_of_sources_are_not_found_by_what_comes_of_them(string right, string wrong) =>
        await AreAlikeAsync(right, wrong, "/entities?type=Reading&csf=", Farm.One + "?csf=", "/types?csf=");

    [Theory]
    [MemberData(nameof(Guesses))]
    public async Task Row_40_Who_may_not_see_registrations_does_not_tell_them_by_what_comes_of_them(string right, string wrong) =>
        await AreAlikeAsync(right, wrong, "/entities?type=Reading&csf=", "/temporal/entities?type=Reading&csf=", "DELETE /entities?type=Reading&q=absent&csf=");

    [Fact]
    public async Task Row_40_A_registration_is_neither_found_nor_told_to_who_may_not_see_it()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        const string Absent = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:abs1";

        foreach (var (method, body) in new (string, string?)[] { ("GET", null), ("PATCH", """{"mode":"redirect"}"""), ("DELETE", null) })
        {
            var there = await broker.SendAsync(method, Back, body, headers: LossyPolicy.Ama);
            var absent = await broker.SendAsync(method, Absent, body, headers: LossyPolicy.Ama);
            Assert.Equal($"{absent.Status} {absent.Body.Replace("abs1", "back", StringComparison.Ordinal)}", $"{there.Status} {there.Body}");
            Assert.InRange(there.Status, 401, 404);
        }
        var subscribed = await broker.PostAsync(
            "/csourceSubscriptions", """{"type":"Subscription","entities":[{"type":"Reading"}],"notification":{"endpoint":{"uri":"http://spy.example/"} } }""", LossyPolicy.Ama);
        Assert.InRange(subscribed.Status, 401, 403);
        Assert.Contains("S3CR3T", (await broker.GetAsync(Back, LossyPolicy.Root)).Body, StringComparison.Ordinal);
    }

    private static async Task AreAlikeAsync(string right, string wrong, params string[] paths)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        foreach (var path in paths)
        {
            var (method, target) = path[0] == '/' ? ("GET", path) : ("DELETE", path["DELETE ".Length..]);
            var guessed = await broker.SendAsync(method, Found.Escaped(target + right), (string?)null, headers: LossyPolicy.Ama);
            var missed = await broker.SendAsync(method, Found.Escaped(target + wrong), (string?)null, headers: LossyPolicy.Ama);
            Assert.True(missed.Status == guessed.Status && missed.Everything == guessed.Everything, $"{path}\n{missed.Status} {missed.Everything}\n\n{guessed.Status} {guessed.Everything}");
            Assert.DoesNotContain("S3CR3T", guessed.Everything, StringComparison.Ordinal);
        }
    }

    /// <summary>A reading of which a source has most; root alone registered it.</summary>
    private static async Task<TestBroker> StartAsync(Network network, string mode = "inclusive")
    {
        var broker = await Farm.StartAsync(source: network);
        var told = Farm.Reading(1, $"\"numValue\":{Farm.Celsius("17.6")},{Farm.Rest}");
        network.Answers("back", call => Warm.Reply(200, call.Uri.AbsolutePath.EndsWith("entities", StringComparison.Ordinal) ? $"[{told}]" : told));
        // What is redirected is not here.
        if (mode != "redirect")
            await broker.CreateAsync(Farm.Reading(1, "\"here\":1"), LossyPolicy.Root);
        var answer = await broker.PostAsync(
            "/csourceRegistrations",
            Registered.Body("back", mode, mode == "exclusive" ? "\"id\":\"urn:ngsi-ld:Reading:1\",\"type\":\"Reading\"" : "\"type\":\"Reading\"",
                mode == "exclusive" ? "[\"numValue\",\"crop\",\"note\",\"depth\",\"soil\",\"label\",\"level\"]" : null, "[\"retrieveOps\"]",
                ",\"registrationName\":\"S3CR3T\",\"farmer\":\"S3CR3T\",\"contextSourceInfo\":[{\"key\":\"Authorization\",\"value\":\"S3CR3T\"}]"), LossyPolicy.Root);
        Assert.True(answer.Status == 201, answer.Body);
        return broker;
    }
}
