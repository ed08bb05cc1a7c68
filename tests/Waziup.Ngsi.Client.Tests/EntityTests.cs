using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Tests;

public class EntityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_created_comes_back()
    {
        await using var broker = await TestBroker.StartAsync();
        var created = await broker.Client.Entities.CreateAsync(
            new NgsiEntityBuilder("urn:ngsi-ld:Pond:1", "Pond", "Basin")
                .Scope("/Ghana/Kumasi")
                .Property("temperature", 24.5, observedAt: Ponds.Morning, unitCode: "CEL")
                .Relationship("partOf", "urn:ngsi-ld:Farm:1")
                .Point("location", -1.62, 6.69)
                .Build(),
            Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync("urn:ngsi-ld:Pond:1", cancel: Cancel);

        Assert.True(created.IsComplete);
        Assert.Equal(["urn:ngsi-ld:Pond:1"], created.Created);
        Assert.NotNull(pond);
        Assert.Equal("urn:ngsi-ld:Pond:1", pond.Id.Value);
        Assert.Equal(["Basin", "Pond"], pond.Types.Order());
        Assert.Equal(["/Ghana/Kumasi"], pond.Scopes);
        Assert.Equal(["location", "partOf", "temperature"], pond.AttributeNames.Order());
        var temperature = pond["temperature"]!;
        Assert.Equal((AttributeKind.Property, 24.5, "CEL", Ponds.Morning), (temperature.Kind, temperature.Number, temperature.UnitCode, temperature.ObservedAt));
        Assert.Null(temperature.DatasetId);
        Assert.Equal("urn:ngsi-ld:Farm:1", pond["partOf"]!.Object!.Value.Value);
        Assert.Equal("[-1.62,6.69]", pond["location"]!.Value.GetProperty("coordinates").GetRawText());
    }

    [Fact]
    public async Task An_entity_that_is_not_there_is_null()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        Assert.Null(await broker.Client.Entities.RetrieveAsync(Ponds.Id(2), cancel: Cancel));
        Assert.Null(await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), new NgsiRetrieval { Type = "Tank" }, Cancel));
        Assert.NotNull(await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), new NgsiRetrieval { Type = "Pond" }, Cancel));
    }

    [Fact]
    public async Task An_entity_is_created_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var refused = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel));

        Assert.Equal(409, refused.Status);
        Assert.False(refused.IsNotFound);
        Assert.Equal("https://uri.etsi.org/ngsi-ld/errors/AlreadyExists", refused.Error.Type);
        Assert.NotEqual(refused.Error.Title, refused.Error.Detail);
        Assert.Contains(Ponds.Id(1), refused.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_projection_brings_what_was_asked_for()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(
            new NgsiEntityBuilder(Ponds.Id(1), "Pond").Property("temperature", 20).Property("depth", 2).Build(), Cancel);

        var picked = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), new NgsiRetrieval { Pick = ["depth"] }, Cancel);
        var dated = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), new NgsiRetrieval { Omit = ["depth"], SystemAttributes = true }, Cancel);

        Assert.True(picked!.Id.IsNone);
        Assert.Equal(["depth"], picked.AttributeNames);
        Assert.Equal(["temperature"], dated!.AttributeNames);
        Assert.Equal(broker.Clock.GetUtcNow(), dated["temperature"]!.CreatedAt);
    }

    [Fact]
    public async Task A_merge_writes_some_members_and_removes_attributes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(
            new NgsiEntityBuilder(Ponds.Id(1), "Pond").Property("temperature", 20, unitCode: "CEL").Property("depth", 2).Build(), Cancel);

        var merged = await broker.Client.Entities.MergeAsync(
            Ponds.Id(1), new NgsiEntityBuilder().Property("temperature", 21).Remove("depth").Build(), cancel: Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.True(merged.IsComplete);
        Assert.Equal(["temperature", "depth"], merged.Updated);
        Assert.Equal((21, "CEL"), (pond!["temperature"]!.Number, pond["temperature"]!.UnitCode));
        Assert.Null(pond["depth"]);
    }

    [Fact]
    public async Task A_replacement_leaves_nothing_of_what_was_there()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var replaced = await broker.Client.Entities.ReplaceAsync(new NgsiEntityBuilder(Ponds.Id(1), "Pond").Property("depth", 2).Build(), Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.True(replaced.IsComplete);
        Assert.Empty(replaced.Created);
        Assert.Equal(["depth"], pond!.AttributeNames);
        var missing = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client.Entities.ReplaceAsync(Ponds.Pond(2), Cancel));
        Assert.True(missing.IsNotFound);
    }

    [Fact]
    public async Task A_deletion_of_what_is_not_there_is_a_result()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var first = await broker.Client.Entities.DeleteAsync(Ponds.Id(1), Cancel);
        var second = await broker.Client.Entities.DeleteAsync(Ponds.Id(1), Cancel);

        Assert.Equal([Ponds.Id(1)], first.OrThrow().Succeeded);
        Assert.Null(await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
        var failure = Assert.Single(second.Failures);
        Assert.Equal((Ponds.Id(1), 404), (failure.EntityId, failure.Error.Status));
        Assert.Throws<NgsiLdClientException>(() => second.OrThrow());
    }

    [Theory]
    [InlineData("https://example.org/ponds/1?part=2#here")]
    [InlineData("urn:ngsi-ld:Pond:100%25")]
    [InlineData("urn:ngsi-ld:Pond:näher")]
    public async Task Ids_of_any_form_find_their_entity(string id)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(new NgsiEntityBuilder(id, "Pond").Build(), Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(id, cancel: Cancel);

        Assert.Equal(id, pond!.Id.Value);
    }

    [Fact]
    public async Task An_id_that_is_no_URI_is_not_sent()
    {
        await using var broker = await TestBroker.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => broker.Client.Entities.DeleteAsync("pond 1", Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.Client.Entities.DeleteAsync(default(EntityId), Cancel));

        Assert.Empty(broker.Requests);
    }
}
