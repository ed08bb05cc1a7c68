using System.Net;

namespace Waziup.Server.Tests;

/// <summary>What a running server answers, on small bounds.</summary>
public sealed class ServingTests(BoundedServer given) : IClassFixture<BoundedServer>
{
    const string Entities = "/ngsi-ld/v1/entities";

    readonly ServerProcess _server = given.Process;

    [Fact]
    public async Task Health_says_that_it_lives_and_is_ready()
    {
        Assert.Equal((200, """{"status":"live"}"""), await _server.GetAsync("/health/live"));
        Assert.Equal((200, """{"status":"ready"}"""), await _server.GetAsync("/health/ready"));
        Assert.Equal(404, (await _server.GetAsync("/health")).Status);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LocalHost:1026", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("127.0.0.1.evil.example:80", 421)]
    [InlineData("127.0.0.2", 421)]
    public async Task Only_names_of_this_machine_are_answered(string host, int expected)
    {
        foreach (var path in (string[])[Entities + "?type=Plot", "/health/live", "/metrics"])
        {
            var (status, body) = await _server.SendAsync(HttpMethod.Get, path, change: request => request.Headers.Host = host);

            Assert.Equal(expected, status);
            Assert.True(status == 200 || body.Contains("\"title\":\"Misdirected request\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.60")]
    [InlineData("X-Forwarded-For", "192.0.2.60")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task What_a_proxy_has_passed_on_is_refused(string header, string value)
    {
        var (status, body) = await _server.SendAsync(
            HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:forwarded"), request => request.Headers.Add(header, value));

        Assert.Equal(403, status);
        Assert.Contains(header, body, StringComparison.Ordinal);
        Assert.Equal(404, (await _server.GetAsync(Entities + "/urn:p:forwarded")).Status);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_413_and_leaves_no_trace()
    {
        var (status, body) = await _server.SendAsync(HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:big") + new string(' ', 2048));

        Assert.Equal(413, status);
        Assert.Contains("2048 are accepted", body, StringComparison.Ordinal);
        Assert.Equal(404, (await _server.GetAsync(Entities + "/urn:p:big")).Status);
    }

    [Fact]
    public async Task Announcing_a_hundred_megabytes_is_refused_before_they_come()
    {
        using var connection = await RawConnection.OpenAsync(_server.Address);
        await connection.SendAsync("POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{");

        Assert.Equal(413, await connection.ReadStatusAsync());
    }

    [Fact]
    public async Task Headers_beyond_the_bound_are_431_and_a_longer_request_line_414()
    {
        var (status, _) = await _server.SendAsync(
            HttpMethod.Get, Entities + "/urn:p:1", change: request => request.Headers.Add("X-Large", new string('x', 5000)));
        var (line, _) = await _server.GetAsync(Entities + "?type=" + new string('x', 5000));

        Assert.Equal((HttpStatusCode)431, (HttpStatusCode)status);
        Assert.Equal(414, line);
    }

    [Theory]
    [InlineData(5, 201)]
    [InlineData(6, 201)]
    [InlineData(7, 400)]
    [InlineData(500, 400)]
    public async Task A_body_that_nests_deeper_than_the_bound_is_400(int arrays, int expected)
    {
        // The entity and the attribute are two levels; a bracket within a text is none.
        var id = $"urn:p:deep{arrays}";
        var value = new string('[', arrays) + "\"]}]}\\\"[\"" + new string(']', arrays);
        var (status, _) = await _server.SendAsync(
            HttpMethod.Post, Entities, $$$"""{"id":"{{{id}}}","type":"Plot","a":{"type":"Property","value":{{{value}}}}}""");

        Assert.Equal(expected, status);
        Assert.Equal(expected == 201 ? 200 : 404, (await _server.GetAsync(Entities + "/" + id)).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_408_and_the_connection_ends()
    {
        using var connection = await RawConnection.OpenAsync(_server.Address);
        await connection.SendAsync("POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\"");

        var headers = await connection.ReadHeadersAsync();

        Assert.StartsWith("HTTP/1.1 408", headers, StringComparison.Ordinal);
        Assert.Contains("Connection: close", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_408()
    {
        using var connection = await RawConnection.OpenAsync(_server.Address);
        await connection.SendAsync("GET /ngsi-ld/v1/entities HTTP/1.1\r\nHost: loc");

        Assert.Equal(408, await connection.ReadStatusAsync());
    }

    [Fact]
    public async Task A_context_that_was_given_as_a_file_is_not_fetched()
    {
        var (status, body) = await _server.SendAsync(HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:context"), request =>
            request.Headers.Add("Link", "<http://farm.example/c.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""));
        Assert.True(status == 201, body);

        var (_, entity) = await _server.GetAsync(Entities + "/urn:p:context");

        Assert.Contains("http://farm.example/moisture", entity, StringComparison.Ordinal);
    }
}
