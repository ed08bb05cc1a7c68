using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>Providers are asked in time, and as often as they want to be, whatever happens.</summary>
public sealed class PullingTests
{
    const string Rows = """[{"v":20,"at":"2025-12-01T00:00:00Z"}]""";

    static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_source_that_has_nothing_new_says_so_and_what_it_says_again_is_stored_once()
    {
        await using var source = Source.Start((request, number) => number switch
        {
            1 => Source.Answer(Rows, "ETag: W/\"one\"\r\nLast-Modified: Mon, 01 Dec 2025 00:00:00 GMT\r\n"),
            2 => "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n",
            3 => Source.Answer(Rows),
            _ => Source.Answer("""[{"v":20,"at":"2025-12-01T00:00:00Z"},{"v":22,"at":"2025-12-01T00:20:00Z"}]"""),
        });
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("readings", "1");

        for (var number = 2; number <= 4; number++)
        {
            var before = await world.AttributeAsync("lastSuccess");
            await world.PassAsync(Period, async () => await world.AttributeAsync("lastSuccess") != before);
            Assert.Equal((number, number < 4 ? "0:20" : "0:20 20:22"), (source.Requests.Count, await world.ValuesAsync()));
        }

        var requests = source.Requests.ToList();
        Assert.DoesNotContain("If-", requests[0], StringComparison.Ordinal);
        Assert.All(requests[1..3], request => Assert.Contains("If-None-Match: W/\"one\"\r\n", request, StringComparison.Ordinal));
        Assert.All(requests[1..3], request => Assert.Contains("If-Modified-Since: Mon, 01 Dec 2025 00:00:00 GMT\r\n", request, StringComparison.Ordinal));
        // The third answer had no name.
        Assert.DoesNotContain("If-", requests[3], StringComparison.Ordinal);
        Assert.Equal(("", "", ""), (await world.AttributeAsync("etag"), await world.AttributeAsync("lastModified"), await world.AttributeAsync("lastError")));
    }

    [Fact]
    public async Task One_that_fails_is_asked_later_and_later_and_as_before_when_it_answers()
    {
        await using var source = Source.Start((_, number) => number switch
        {
            1 => Source.Answer("", "Retry-After: 7200\r\n", "429 Too Many Requests"),
            2 => Source.Answer("", "", "503 Busy"),
            _ => Source.Answer(Rows),
        });
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("failures", "1");
        Assert.Equal("2026-01-01T02:00:00Z", await world.AttributeAsync("retryAt"));

        await world.PassAsync(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1), () => Task.FromResult(true));
        Assert.Single(source.Requests);
        await world.PassAsync(TimeSpan.FromSeconds(1), async () => await world.AttributeAsync("failures") == "2");
        Assert.Equal("answered with 503", await world.AttributeAsync("lastError"));
        var retryAt = DateTimeOffset.Parse(await world.AttributeAsync("retryAt"), System.Globalization.CultureInfo.InvariantCulture) - world.Clock.GetUtcNow();
        Assert.InRange(retryAt.TotalSeconds, 100, 241);
        await world.PassAsync(retryAt, async () => await world.AttributeAsync("failures") == "0");

        Assert.Equal((3, "0:20", "1"), (source.Requests.Count, await world.ValuesAsync(), await world.AttributeAsync("readings")));
    }

    [Fact]
    public async Task After_a_restart_each_is_asked_when_it_is_due_and_not_before()
    {
        await using var source = Source.Start((_, number) => number == 2 ? Source.Answer("", "", "500 Oops") : Source.Answer(Rows, "ETag: \"one\"\r\n"));
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("readings", "1");

        await world.RestartAsync();
        await world.PutAsync("""{"url":"http://127.0.0.1:1/","device":"d","values":{"t":"$"}}""", "other");
        await world.UntilAsync("failures", "1", "urn:ngsi-ld:Provider:other");
        Assert.Single(source.Requests);
        await world.PassAsync(Period, async () => await world.AttributeAsync("failures") == "1");
        Assert.Contains("If-None-Match: \"one\"\r\n", source.Requests.Last(), StringComparison.Ordinal);

        await world.RestartAsync();
        var retryAt = DateTimeOffset.Parse(await world.AttributeAsync("retryAt"), System.Globalization.CultureInfo.InvariantCulture);
        await world.PassAsync(retryAt - world.Clock.GetUtcNow(), async () => await world.AttributeAsync("failures") == "0");
        Assert.Equal(3, source.Requests.Count);
    }

    [Fact]
    public async Task What_is_put_anew_is_asked_anew_and_nothing_is_left_of_the_one_before()
    {
        await using var first = Source.Saying(Rows, "ETag: \"one\"\r\n");
        await using var second = Source.Saying("""[{"v":30,"at":"2025-12-01T01:00:00Z"}]""");
        await using var world = await ProviderWorld.StartAsync();
        Assert.True(await world.PutAsync(ProviderWorld.Form(first, ""","headers":{"X-Key":"hush"}""")));
        await world.UntilAsync("etag", "\"one\"");

        Assert.False(await world.PutAsync(ProviderWorld.Form(second)));
        await world.PassAsync(TimeSpan.FromSeconds(10), () => Task.FromResult(!second.Requests.IsEmpty));
        await world.UntilAsync("readings", "1");

        Assert.Equal("0:20 60:30", await world.ValuesAsync());
        Assert.DoesNotContain("If-None-Match", Assert.Single(second.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", Assert.Single(second.Requests), StringComparison.Ordinal);
        Assert.Equal("", await world.AttributeAsync("headers"));
    }

    [Fact]
    public async Task One_that_is_switched_off_is_not_asked()
    {
        await using var source = Source.Saying(Rows);
        await using var seen = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(source, ""","enabled":false"""));
        await world.PutAsync(ProviderWorld.Form(seen), "seen");
        await world.UntilAsync("readings", "1", "urn:ngsi-ld:Provider:seen");
        await world.PassAsync(Period, () => Task.FromResult(seen.Requests.Count == 2));

        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task Who_changes_the_entity_changes_nothing_of_what_is_asked_and_who_deletes_it_ends_the_provider()
    {
        await using var source = Source.Saying(Rows);
        await using var thief = Source.Saying(Rows);
        await using var seen = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source, ""","headers":{"X-Key":"hush"}"""));
        await world.UntilAsync("readings", "1");

        await world.WriteAsync(MutationKind.Append, $$$"""{"url":{"type":"Property","value":"{{{thief.Url}}}"},"etag":{"type":"Property","value":"x\r\nX-Evil: y"}}""");
        await world.PassAsync(Period, () => Task.FromResult(source.Requests.Count == 2));
        await world.UntilAsync("readings", "2");
        Assert.Empty(thief.Requests);
        Assert.DoesNotContain("X-Evil", source.Requests.Last(), StringComparison.Ordinal);

        await world.WriteAsync(MutationKind.DeleteEntity);
        await world.PutAsync(ProviderWorld.Form(seen), "seen");
        await world.UntilAsync("readings", "1", "urn:ngsi-ld:Provider:seen");
        await world.PassAsync(Period, () => Task.FromResult(seen.Requests.Count == 2));
        await ProviderWorld.UntilAsync(async () => await world.SweepAsync() >= 0
            && await world.Store.Documents.FindAsync(TenantId.Default, DocumentKind.Provider, ProviderWorld.Id, TestContext.Current.CancellationToken) is null);
        Assert.Equal((2, null), (source.Requests.Count, await world.EntityAsync()));
    }

    [Fact]
    public async Task Two_are_asked_at_once_and_a_slow_one_holds_up_nobody()
    {
        var go = new TaskCompletionSource();
        await using var slow = Source.Start(async (_, stream, cancel) =>
        {
            await go.Task.WaitAsync(cancel);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Source.Answer(Rows)), cancel);
        });
        await using var quick = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(slow), "slow1");
        await ProviderWorld.UntilAsync(() => Task.FromResult(slow.Open == 1));
        for (var number = 0; number < 3; number++)
        {
            await world.PutAsync(ProviderWorld.Form(quick), $"quick{number}");
            await world.UntilAsync("readings", "1", $"urn:ngsi-ld:Provider:quick{number}");
        }
        await world.PutAsync(ProviderWorld.Form(slow), "slow2");
        await ProviderWorld.UntilAsync(() => Task.FromResult(slow.Open == 2));
        await world.PutAsync(ProviderWorld.Form(quick), "waits");
        Assert.Equal((3, ""), (quick.Requests.Count, await world.AttributeAsync("readings", "urn:ngsi-ld:Provider:waits")));

        go.SetResult();
        await world.UntilAsync("readings", "1", "urn:ngsi-ld:Provider:waits");
    }

    [Fact]
    public async Task It_stops_while_a_source_is_silent_and_that_is_no_failure()
    {
        await using var source = Source.Start((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source));
        await ProviderWorld.UntilAsync(() => Task.FromResult(source.Open == 1));

        await world.StopAsync();

        Assert.Equal(("", ""), (await world.AttributeAsync("failures"), await world.AttributeAsync("lastError")));
    }

    [Fact]
    public async Task A_tenant_has_a_hundred_providers()
    {
        await using var world = await ProviderWorld.StartAsync(runs: false);
        const string Form = """{"url":"http://127.0.0.1:1/","device":"d","values":{"t":"$"}}""";
        for (var number = 0; number < 100; number++)
            await world.PutAsync(Form, $"p{number}");

        var refused = await Assert.ThrowsAsync<NgsiLdException>(async () => await world.PutAsync(Form, "p100"));

        Assert.Equal(403, refused.Error.Status);
        Assert.False(await world.PutAsync(Form, "p99"));
        Assert.Null(await world.EntityAsync("urn:ngsi-ld:Provider:p100"));
    }
}
