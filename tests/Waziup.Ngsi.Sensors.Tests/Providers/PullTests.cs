using System.IO.Compression;
using System.Text;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>One answer of a source: what is made of it, good, bad and hostile ones.</summary>
public sealed class PullTests
{
    const string Rows = """[{"v":20,"at":"2025-12-01T00:00:00Z"},{"v":21.5,"at":"2025-12-01T00:10:00Z"}]""";

    [Fact]
    public async Task What_a_source_tells_is_stored_as_readings_of_the_device_and_how_it_went_is_shown()
    {
        await using var source = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync();

        Assert.True(await world.PutAsync(ProviderWorld.Form(source, ""","headers":{"X-Key":"hush"}""")));
        await world.UntilAsync("readings", "2");

        Assert.Equal("0:20 10:21.5", await world.ValuesAsync());
        Assert.Equal(("2026-01-01T00:00:00Z", "", "", ""), (await world.AttributeAsync("lastSuccess"), await world.AttributeAsync("lastFailure"), await world.AttributeAsync("lastError"), await world.AttributeAsync("failures")));
        Assert.Contains("X-Key: hush\r\n", Assert.Single(source.Requests), StringComparison.Ordinal);
        Assert.Contains("Accept: application/json\r\n", Assert.Single(source.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", (await world.EntityAsync())!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500 Oops", "{}", "answered with 500")]
    [InlineData("404 Not Found", "{}", "answered with 404")]
    [InlineData("401 Unauthorized", "{}", "answered with 401")]
    [InlineData("206 Partial Content", "[{", "no JSON that can be used")]
    [InlineData("200 OK", "<html>", "no JSON that can be used")]
    [InlineData("200 OK", """[{"v":1,"at":"yesterday"}]""", "1 left out; row 0: the time of t is not written as iso")]
    public async Task What_goes_wrong_is_told_and_changes_nothing(string status, string body, string error)
    {
        await using var source = Source.Start((_, _) => Source.Answer(body, "ETag: \"x\"\r\n", status));
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("failures", "1");

        Assert.Contains(error, await world.AttributeAsync("lastError"), StringComparison.Ordinal);
        Assert.Equal(("2026-01-01T00:00:00Z", "", "", ""), (await world.AttributeAsync("lastFailure"), await world.AttributeAsync("lastSuccess"), await world.AttributeAsync("etag"), await world.ValuesAsync()));
    }

    [Fact]
    public async Task What_is_left_out_is_told_beside_what_is_stored()
    {
        await using var source = Source.Saying("""[{"v":20,"at":"2025-12-01T00:00:00Z"},{"v":21,"at":"soon"}]""", "ETag: \"one\"\r\n");
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("readings", "1");

        Assert.Equal(("0:20", "", "1 left out; row 1: the time of t is not written as iso"), (await world.ValuesAsync(), await world.AttributeAsync("failures"), await world.AttributeAsync("lastError")));
        Assert.Equal("", await world.AttributeAsync("etag"));
    }

    [Fact]
    public async Task A_device_that_nobody_has_registered_gets_nothing()
    {
        await using var source = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(source).Replace("\"device\":\"d\"", "\"device\":\"nosuch\"", StringComparison.Ordinal));
        await world.UntilAsync("lastError", "the device nosuch is not registered");

        Assert.Equal("1", await world.AttributeAsync("failures"));
    }

    [Fact]
    public async Task A_huge_answer_is_not_read_to_its_end_also_where_it_is_packed()
    {
        var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await zip.WriteAsync(new byte[9 * 1024 * 1024], TestContext.Current.CancellationToken);
        await using var huge = Source.Start(async (_, stream, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
            while (true)
                await stream.WriteAsync(new byte[64 * 1024], cancel);
        });
        await using var bomb = Source.Start(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), cancel);
            await stream.WriteAsync(packed.ToArray(), cancel);
        });
        await using var world = await ProviderWorld.StartAsync(runs: false);

        Assert.Equal("the answer has more than 8388608 bytes", (await world.TryAsync(ProviderWorld.Form(huge))).Error);
        Assert.Equal("the answer has more than 8388608 bytes", (await world.TryAsync(ProviderWorld.Form(bomb))).Error);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_given_up_after_half_a_minute()
    {
        var begun = new TaskCompletionSource();
        await using var source = Source.Start(async (_, stream, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n["u8.ToArray(), cancel);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        await using var world = await ProviderWorld.StartAsync();

        await world.PutAsync(ProviderWorld.Form(source));
        await begun.Task;
        world.Clock.Leap(TimeSpan.FromSeconds(29));
        Assert.Equal("", await world.AttributeAsync("lastError"));
        world.Clock.Leap(TimeSpan.FromSeconds(1));
        await world.UntilAsync("lastError", "no answer in 30 s");

        Assert.Equal("", await world.ValuesAsync());
    }

    [Fact]
    public async Task What_does_not_speak_http_or_is_not_there_is_told()
    {
        await using var source = Source.Start((_, _) => "220 mail.example.org\r\n");
        await using var world = await ProviderWorld.StartAsync(runs: false);

        Assert.NotNull((await world.TryAsync(ProviderWorld.Form(source))).Error);
        Assert.Contains("127.0.0.1:1", (await world.TryAsync(ProviderWorld.Form(source).Replace(source.Url, "http://127.0.0.1:1/", StringComparison.Ordinal))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/data")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/data")]
    [InlineData("http://localhost:{0}/data")]
    public async Task Addresses_that_are_not_public_are_not_called(string url)
    {
        await using var source = Source.Saying(Rows);
        await using var world = await ProviderWorld.StartAsync(onlyPublic: true);
        var form = ProviderWorld.Form(source).Replace(source.Url, string.Format(System.Globalization.CultureInfo.InvariantCulture, url, new Uri(source.Url).Port), StringComparison.Ordinal);

        await world.PutAsync(form);
        await world.UntilAsync("failures", "1");

        Assert.Contains("not a public address", await world.AttributeAsync("lastError"), StringComparison.Ordinal);
        Assert.Contains("not a public address", (await world.TryAsync(form)).Error, StringComparison.Ordinal);
        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task A_redirect_is_followed_without_what_is_secret_where_it_leads_to_another()
    {
        await using var other = Source.Saying(Rows);
        await using var source = Source.Start((request, _) => request.StartsWith("GET /data ", StringComparison.Ordinal)
            ? Source.Answer("", "Location: /moved\r\n", "302 Found") : Source.Answer("", $"Location: {other.Url}\r\n", "307 Temporary Redirect"));
        await using var world = await ProviderWorld.StartAsync(runs: false);

        var tried = await world.TryAsync(ProviderWorld.Form(source, ""","headers":{"X-Key":"hush"}"""));

        Assert.Equal((null, 2), (tried.Error, tried.Count));
        Assert.All(source.Requests, request => Assert.Contains("X-Key: hush", request, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", Assert.Single(other.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "to an address that may not be followed")]
    [InlineData("/data", "behind more than 3 redirects")]
    [InlineData("http://169.254.169.254/latest", "not a public address")]
    public async Task A_redirect_to_where_nobody_may_go_is_told(string location, string error)
    {
        await using var source = Source.Start((_, _) => Source.Answer("", $"Location: {location}\r\n", "301 Moved"));
        await using var world = await ProviderWorld.StartAsync(onlyPublic: true, runs: false, new Uri(source.Url).Authority);

        Assert.Contains(error, (await world.TryAsync(ProviderWorld.Form(source))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_tells_what_would_be_stored_and_stores_nothing()
    {
        await using var source = Source.Saying($"[{string.Join(',', Enumerable.Repeat("""{"v":20,"at":"2025-12-01T00:00:00Z"}""", 150))},{{\"v\":1}}]");
        await using var world = await ProviderWorld.StartAsync(runs: false);

        var tried = await world.TryAsync(ProviderWorld.Form(source));

        Assert.Equal((null, 151, 150, 100, 1), (tried.Error, tried.Rows, tried.Count, tried.First.Length, tried.LeftOut));
        Assert.Null(await world.EntityAsync());
        Assert.Equal("", await world.ValuesAsync());
    }
}
