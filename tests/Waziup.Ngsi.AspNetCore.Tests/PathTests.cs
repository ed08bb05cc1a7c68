namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Which methods and paths there are, and how other ones are told (6.2, 6.3.2).</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "", 404)]
    [InlineData("GET", "/entities/urn:x:y/attrs/a/b", 404)]
    [InlineData("GET", "/entities/urn:x:y/other", 404)]
    [InlineData("POST", "/a/b/c/d/e/f/g/h/i/j/k", 404)]
    public async Task An_unknown_path_is_not_found(string method, string path, int status)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.SendAsync(method, path, method == "POST" ? "{}" : null)).IsProblem(status, "ResourceNotFound");
    }

    [Theory]
    [InlineData("PUT", "/entityOperations/create", "POST")]
    [InlineData("GET", "/entityOperations/delete", "POST")]
    [InlineData("POST", "/entities/urn:x:y", "GET,PUT,PATCH,DELETE")]
    [InlineData("GET", "/entities/urn:x:y/attrs", "POST,PATCH")]
    [InlineData("DELETE", "/entities/urn:x:y/attrs/", "POST,PATCH")]
    [InlineData("PATCH", "/jsonldContexts/x", "GET,DELETE")]
    [InlineData("DELETE", "/info/sourceIdentity", "GET")]
    [InlineData("OPTIONS", "/entities/urn:x:y/attrs/a", "PATCH,PUT,DELETE")]
    public async Task Another_method_is_refused_with_those_that_there_are(string method, string path, string allowed)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.SendAsync(method, path, method is "PUT" or "PATCH" or "POST" ? "{}" : null);

        answer.IsBare(405);
        Assert.Equal(allowed.Split(',').Order(), answer["Allow"]!.Split(", ").Order());
    }

    [Fact]
    public async Task Every_route_answers_other_methods_with_an_Allow_header_that_names_its_own()
    {
        await using var broker = await TestBroker.StartAsync();

        foreach (var route in RouteTable.Routes)
        {
            var path = "/" + route.Template.Replace("{id}", "urn:x:y").Replace("{attr}", "a");
            var answer = await broker.SendAsync("TRACK", path);
            answer.IsBare(405);
            Assert.Contains(route.Method, answer["Allow"]!.Split(", "));
        }
    }

    [Theory]
    [InlineData("PUT", "/entities/", 400)]
    [InlineData("PATCH", "/entities/", 400)]
    [InlineData("POST", "/entities//attrs/", 400)]
    [InlineData("PATCH", "/entities//attrs/", 400)]
    [InlineData("PATCH", "/entities//attrs/a", 400)]
    [InlineData("DELETE", "/entities//attrs/a", 400)]
    [InlineData("GET", "/entities/not-a-uri", 400)]
    [InlineData("DELETE", "/entities/not-a-uri", 400)]
    [InlineData("DELETE", "/entities/urn:x:%E2%80%8Bhidden", 400)]
    [InlineData("GET", "/entities/urn:x:%3C", 400)]
    public async Task A_missing_or_malformed_id_is_bad_data(string method, string path, int status)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.SendAsync(method, path, method is "GET" or "DELETE" ? null : "{}")).IsProblem(status, "BadRequestData");
    }

    [Theory]
    [InlineData("/entities/?type=Tank")]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1/")]
    [InlineData("/entities/urn%3Angsi-ld%3ATank%3A1")]
    [InlineData("/jsonldContexts/")]
    [InlineData("/info/sourceIdentity/")]
    public async Task A_trailing_slash_and_needless_coding_do_not_matter(string path)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        Assert.Equal(200, (await broker.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_coded_path_is_decoded_once_and_a_coded_slash_stays_in_its_segment()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync("""{"id":"https://ex.org/a%2Fb","type":"T"}""");
        await broker.CreateAsync("""{"id":"https://ex.org/attrs/x","type":"T","https://ex.org/level":{"type":"Property","value":1}}""");

        Assert.Equal(200, (await broker.GetAsync("/entities/https:%2F%2Fex.org%2Fa%252Fb")).Status);
        Assert.Equal(404, (await broker.GetAsync("/entities/https:%2F%2Fex.org%2Fa%2Fb")).Status);
        (await broker.DeleteAsync("/entities/https:%2F%2Fex.org%2Fattrs%2Fx/attrs/https:%2F%2Fex.org%2Flevel")).IsBare(204);
    }

    [Theory]
    [InlineData("/%65ntities?type=Tank", 200)]
    [InlineData("/../v1/entities?type=Tank", 404)]
    [InlineData("/entities/../entities?type=Tank", 404)]
    [InlineData("//entities?type=Tank", 404)]
    public async Task Odd_paths_are_found_or_not_found_and_nothing_else(string path, int status)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.GetAsync(path);

        Assert.True(answer.Status == status || answer.Status is 400 or 404, $"{answer.Status} {answer.Body}");
    }

    [Fact]
    public async Task A_root_written_in_codes_is_no_path_of_ours_or_the_same_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        foreach (var root in (string[])["/ngsi%2Dld/v1", "/%6egsi-ld/v1", "/x/../ngsi-ld/v1"])
        {
            using var client = new HttpClient();
            var target = new Uri(broker.Address.GetLeftPart(UriPartial.Authority) + root + "/entities?type=Tank",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var answer = await client.GetAsync(target, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode is 200 or 404, $"{root}: {answer.StatusCode}");
        }
    }
}
