using System.Net;
using Waziup.Server.Tests.Identity;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Transport;

/// <summary>How often one may ask, and how often guess.</summary>
public sealed class RateTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_who_asks_too_often_waits_and_others_do_not()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder, "--caller-requests", "10");
        var root = await server.BeginAsync();
        var (busy, calm) = (await server.KeyAsync(root, """{"name":"busy"}"""), await server.KeyAsync(root, """{"name":"calm"}"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.AsAsync(busy, HttpMethod.Get, "/ngsi-ld/v1/types")));
        Assert.Contains(answers, answer => answer.Status == 429 && answer.Body.Contains("TooManyRequests", StringComparison.Ordinal));
        Assert.Contains(answers, answer => answer.Status == 403);

        Assert.Equal(403, (await server.AsAsync(calm, HttpMethod.Get, "/ngsi-ld/v1/types")).Status);
        Assert.Equal(401, (await server.GetAsync("/ngsi-ld/v1/types")).Status);
        var unknown = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.GetAsync("/ngsi-ld/v1/types")));
        Assert.Contains(unknown, answer => answer.Status == 429);
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task Without_identity_each_address_is_a_caller_and_is_told_when_to_come_again()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--caller-requests", "1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.Client.GetAsync(Entities + "?type=Plot", Cancel)));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task After_so_many_failures_nothing_new_is_tried_from_an_address_and_what_was_good_stays_so()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder, "--max-failures", "3");
        var root = await server.BeginAsync();
        var fresh = await server.KeyAsync(root, """{"name":"fresh","roles":["administrator"]}""");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(401, (await server.GetAsync($"{Entities}?type=Plot")).Status);
            Assert.Equal(401, (await server.AsAsync($"wzk_root.{i}", HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Entities}?type=Plot");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer wzk_root.3");
        using var refused = await server.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Contains("too many attempts have failed", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(429, (await server.AsAsync("wzk_root.0", HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        Assert.Equal(429, (await server.AsAsync(fresh, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        Assert.Equal(429, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", """{"name":"eve","code":"0"}""")).Status);
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        Assert.Equal(401, (await server.GetAsync($"{Entities}?type=Plot")).Status);
    }

    [Fact]
    public async Task What_is_refused_before_the_key_was_looked_at_is_not_taken_for_good()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder, "--max-failures", "1");
        var root = await server.BeginAsync();

        Assert.Equal(400, (await server.AsAsync("wzk_root.x", HttpMethod.Get, Entities, null, ("Waziup-Reason", new string('x', 501)))).Status);
        Assert.Equal(401, (await server.AsAsync("wzk_root.y", HttpMethod.Get, Entities)).Status);

        Assert.Equal(429, (await server.AsAsync("wzk_root.x", HttpMethod.Get, Entities)).Status);
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
    }

    [Fact]
    public async Task With_0_guesses_are_not_counted()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder, "--max-failures", "0");

        for (var i = 0; i < 40; i++)
            Assert.Equal(401, (await server.AsAsync($"wzk_root.{i}", HttpMethod.Get, Entities)).Status);
    }
}
