namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>/entityOperations (6.14 to 6.17, 6.31).</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task Creating_answers_with_the_ids()
    {
        await using var broker = await TestBroker.StartAsync();

        var created = await broker.PostAsync("/entityOperations/create", Batch(Samples.Tank(1), Samples.Tank(2)));

        Assert.Equal(201, created.Status);
        Assert.Equal("""["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Tank:2"]""", created.Body);
        Assert.Equal("application/json", created["Content-Type"]);
    }

    [Fact]
    public async Task Upserting_answers_with_the_new_ids_each_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"owner\":\"x\""));

        var mixed = await broker.PostAsync("/entityOperations/upsert", Batch(Samples.Tank(1), Samples.Tank(2), Samples.Tank(2)));
        var known = await broker.PostAsync("/entityOperations/upsert?options=update", Batch(Samples.Tank(1), Samples.Tank(2)));

        Assert.Equal(201, mixed.Status);
        Assert.Equal("""["urn:ngsi-ld:Tank:2"]""", mixed.Body);
        known.IsBare(204);
        Assert.Null((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["owner"]);
    }

    [Theory]
    [InlineData("update")]
    [InlineData("merge")]
    [InlineData("update?options=noOverwrite")]
    public async Task Updating_what_is_there_and_what_is_not_succeeds_in_part(string operation)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""");

        var answer = await broker.PostAsync("/entityOperations/" + operation, Batch(Samples.Tank(1), Samples.Tank(2)));

        Assert.Equal(207, answer.Status);
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.Null(answer["Link"]);
        Assert.Equal("""["urn:ngsi-ld:Tank:1"]""", answer.Json["success"]!.ToJsonString());
        var error = answer.Json["errors"]!.AsArray().Single()!;
        Assert.Equal("urn:ngsi-ld:Tank:2", (string?)error["entityId"]);
        Assert.Equal("ResourceNotFound", Answer.ShortType(error["error"]!));
        Assert.Equal(404, (int)error["error"]!["status"]!);
        Assert.NotEqual((string?)error["error"]!["title"], (string?)error["error"]!["detail"]);
        Assert.NotNull((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["level"]);
    }

    [Fact]
    public async Task The_same_id_twice_is_an_error_where_it_can_only_happen_once()
    {
        await using var broker = await TestBroker.StartAsync();

        var created = await broker.PostAsync("/entityOperations/create", Batch(Samples.Tank(1), Samples.Tank(1)));
        var deleted = await broker.PostAsync("/entityOperations/delete", """["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Tank:1"]""");

        Assert.Equal(207, created.Status);
        Assert.Equal(409, (int)created.Json["errors"]![0]!["error"]!["status"]!);
        Assert.Equal(207, deleted.Status);
        Assert.Equal("""["urn:ngsi-ld:Tank:1"]""", deleted.Json["success"]!.ToJsonString());
        Assert.Equal(404, (int)deleted.Json["errors"]![0]!["error"]!["status"]!);
    }

    [Theory]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":null}}""", "urn:ngsi-ld:Tank:2")]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:2"}""", "urn:ngsi-ld:Tank:2")]
    [InlineData("""{"type":"Tank"}""", null)]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","@context":"https://ctx.example/tank.jsonld"}""", "urn:ngsi-ld:Tank:2")]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","\ud800":1}""", null)]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:2\udc00","type":"Tank"}""", null)]
    [InlineData("{}", null)]
    public async Task One_bad_element_fails_alone(string bad, string? id)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync("/entityOperations/create", Batch(Samples.Tank(1), bad, Samples.Tank(3)));

        Assert.Equal(207, answer.Status);
        Assert.Equal("""["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Tank:3"]""", answer.Json["success"]!.ToJsonString());
        var error = answer.Json["errors"]!.AsArray().Single()!;
        Assert.Equal("BadRequestData", Answer.ShortType(error["error"]!));
        Assert.Equal(400, (int)error["error"]!["status"]!);
        if (id is not null)
            Assert.Equal(id, (string?)error["entityId"]);
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2")).Status);
    }

    [Theory]
    [InlineData("[]", "BadRequestData")]
    [InlineData("{}", "BadRequestData")]
    [InlineData("[null]", "BadRequestData")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"},null]", "BadRequestData")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"},7]", "BadRequestData")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"}", "InvalidRequest")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"}] []", "InvalidRequest")]
    [InlineData("", "InvalidRequest")]
    public async Task A_body_that_is_no_batch_is_refused_as_a_whole(string body, string problem)
    {
        await using var broker = await TestBroker.StartAsync();

        foreach (var operation in (string[])["create", "upsert", "update", "merge", "delete"])
            (await broker.PostAsync("/entityOperations/" + operation, body)).IsProblem(400, problem);

        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }

    [Theory]
    [InlineData("update")]
    [InlineData("merge")]
    public async Task The_same_id_twice_is_changed_twice_in_the_order_of_the_array(string operation)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        var answer = await broker.PostAsync("/entityOperations/" + operation, Batch(
            """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":7},"a":{"type":"Property","value":1}}""",
            """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":8}}"""));

        answer.IsBare(204);
        var after = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json;
        Assert.Equal(8, (int)after["level"]!["value"]!);
        Assert.Equal(1, (int)after["a"]!["value"]!);
    }

    [Fact]
    public async Task Ids_that_are_no_text_fail_alone()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        var answer = await broker.PostAsync("/entityOperations/delete", """["\udc00","","nothing","urn:ngsi-ld:Tank:1"]""");

        Assert.Equal("""["urn:ngsi-ld:Tank:1"]""", answer.Json["success"]!.ToJsonString());
        Assert.Equal([400, 400, 400], answer.Json["errors"]!.AsArray().Select(error => (int)error!["error"]!["status"]!));
    }

    [Fact]
    public async Task Each_element_has_its_own_context()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        string[] elements =
        [
            Samples.Tank(1, $",\"@context\":\"{Samples.ContextUrl}\""), Samples.Tank(2, ",\"@context\":\"https://nowhere.example/x\""), Samples.Tank(3),
        ];

        var answer = await broker.SendAsync("POST", "/entityOperations/create", Batch(elements), "application/ld+json");

        Assert.Equal("""["urn:ngsi-ld:Tank:1"]""", answer.Json["success"]!.ToJsonString());
        var errors = answer.Json["errors"]!.AsArray();
        Assert.Equal(["LdContextNotAvailable 504", "BadRequestData 400"], errors.Select(e => $"{Answer.ShortType(e!["error"]!)} {e["error"]!["status"]}"));
        Assert.NotNull((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["https://ex.org/level"]);
    }

    [Fact]
    public async Task JSON_LD_with_a_Link_header_is_refused_but_where_names_mean_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1));

        var create = await broker.SendAsync("POST", "/entityOperations/create", Batch(Samples.Tank(2)), "application/ld+json", Samples.ContextLink);
        var delete = await broker.SendAsync("POST", "/entityOperations/delete", """["urn:ngsi-ld:Tank:1"]""", "application/ld+json", Samples.ContextLink);

        create.IsProblem(400, "BadRequestData");
        delete.IsBare(204);
    }

    [Fact]
    public async Task A_batch_has_a_bound()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxBatch = 2);

        (await broker.PostAsync("/entityOperations/create", Batch(Samples.Tank(1), Samples.Tank(2), Samples.Tank(3)))).IsProblem(413, "PayloadTooLarge");

        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }

    [Theory]
    [InlineData("create?options=update")]
    [InlineData("upsert?options=noOverwrite")]
    [InlineData("upsert?options=replace,update")]
    [InlineData("update?options=replace")]
    [InlineData("merge?options=noOverwrite")]
    [InlineData("delete?type=Tank")]
    public async Task Options_of_another_operation_are_unknown(string path)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync("/entityOperations/" + path, Batch(Samples.Tank(1)))).IsProblem(400, "InvalidRequest");
    }

    private static string Batch(params string[] elements) => "[" + string.Join(',', elements) + "]";
}
