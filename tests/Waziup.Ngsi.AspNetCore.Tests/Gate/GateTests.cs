using System.Text.RegularExpressions;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>
/// Two brokers that differ in the secrets alone, asked the same: who may not know the secrets gets the same bytes from both, and changes nothing of them.
/// </summary>
public sealed partial class GateTests
{
    // What no answer may hold: values, ids of instances, and what a hidden entity says of itself. Names only where the request did not bring them.
    private static readonly string[] Forbidden = ["s3cr3t", "urn:d:s", "/hidden/scope"];

    public static TheoryData<string> Routes => [.. RouteTable.Routes.Select(route => $"{route.Method} {route.Template}")];

    [Theory]
    [MemberData(nameof(Routes))]
    public void Every_route_is_probed(string route) => Assert.Contains(route, Probes.Same().Select(probe => probe.Route));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_is_the_same_whether_the_secrets_are_there_or_not(string route)
    {
        var probes = Probes.Same().Where(probe => probe.Route == route).ToList();
        // Reads leave everything as it is and may share a world; every write gets a fresh one.
        foreach (var group in route.StartsWith("GET ", StringComparison.Ordinal) ? [probes] : probes.Chunk(1).Select(one => one.ToList()))
        {
            await using var knowing = await World.StartAsync(withSecrets: true);
            await using var ignorant = await World.StartAsync(withSecrets: false);
            var before = await knowing.SecretsAsync();
            foreach (var probe in group)
            {
                var answer = await knowing.AskAsync(probe);
                var without = await ignorant.AskAsync(probe);

                Assert.True(Same(answer) == Same(without), $"{probe}\n\nwith secrets:\n{Same(answer)}\n\nwithout:\n{Same(without)}");
                Tells_nothing(probe, answer);
                Assert.NotEqual(500, answer.Status);
                var after = await knowing.SecretsAsync();
                Assert.True(before == after, $"{probe} changed what it may not see:\n{Difference(before, after)}\nbecame\n{Difference(after, before)}");
            }
            var (visible, expected) = (await knowing.VisibleAsync(), await ignorant.VisibleAsync());
            Assert.True(visible == expected, $"After {group[0]} this is seen:\n{Difference(visible, expected)}\ninstead of\n{Difference(expected, visible)}");
        }
    }

    [Fact]
    public async Task Where_presence_may_be_known_nothing_else_is()
    {
        foreach (var probe in Probes.Different())
        {
            await using var knowing = await World.StartAsync(withSecrets: true);
            var before = await knowing.SecretsAsync();

            var answer = await knowing.AskAsync(probe);

            Assert.True(answer.Status is 403 or 409 or 207, $"{probe}: {answer.Status} {answer.Body}");
            if (answer.Status == 207)
            {
                Assert.Equal("[]", answer.Json["success"]!.ToJsonString());
                Assert.All(answer.Json["errors"]!.AsArray(), error => Assert.True((int)error!["error"]!["status"]! is 403 or 404 or 409, answer.Body));
            }
            Tells_nothing(probe, answer);
            Assert.Equal(before, await knowing.SecretsAsync());
        }
    }

    [Fact]
    public async Task The_secrets_are_there_for_those_who_may_know_them()
    {
        await using var knowing = await World.StartAsync(withSecrets: true);

        var secrets = await knowing.SecretsAsync();

        Assert.All(Forbidden, secret => Assert.Contains(secret, secrets, StringComparison.Ordinal));
        Assert.Contains("Hidden:9", secrets, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden:9", await knowing.VisibleAsync(), StringComparison.Ordinal);
    }

    /// <summary>The lines that another text does not have.</summary>
    private static string Difference(string text, string other) => string.Join('\n', text.Split('\n').Except(other.Split('\n')));

    private static void Tells_nothing(Probe probe, Answer answer)
    {
        foreach (var secret in Forbidden)
        {
            if (!probe.ToString().Contains(secret, StringComparison.Ordinal))
                Assert.DoesNotContain(secret, answer.Everything, StringComparison.Ordinal);
        }
    }

    /// <summary>The answer without what differs between any two brokers: their identity. The ids of instances are the same everywhere.</summary>
    private static string Same(Answer answer) => Identity().Replace($"{answer.Status}\n{answer.Everything}", "#");

    [GeneratedRegex("(?<!urn:ngsi-ld:Instance:)[0-9a-f]{32}|waziup-[0-9a-f]{8}")]
    private static partial Regex Identity();
}
