namespace Waziup.Ngsi.Client.Tests;

public class AttributeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appended_attributes_stand_beside_the_others()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var result = await broker.Client.Attributes.AppendAsync(
            Ponds.Id(1), new NgsiEntityBuilder().Property("depth", 2).Property("temperature", 7).Build(), cancel: Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.Equal(["depth", "temperature"], result.Updated);
        Assert.Equal((2, 7), (pond!["depth"]!.Number, pond["temperature"]!.Number));
    }

    [Fact]
    public async Task Attributes_that_may_not_be_overwritten_are_named()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var result = await broker.Client.Attributes.AppendAsync(
            Ponds.Id(1), new NgsiEntityBuilder().Property("depth", 2).Property("temperature", 7).Build(), overwrite: false, Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.False(result.IsComplete);
        Assert.EndsWith("depth", Assert.Single(result.Updated), StringComparison.Ordinal);
        var refused = Assert.Single(result.Refused);
        Assert.EndsWith("temperature", refused.Name, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Reason);
        Assert.Equal(1, pond!["temperature"]!.Number);
    }

    [Fact]
    public async Task An_update_names_what_it_could_not_do()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var result = await broker.Client.Attributes.UpdateAsync(
            Ponds.Id(1), new NgsiEntityBuilder().Remove("depth").Property("temperature", 7).Build(), Cancel);

        var pond = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        Assert.EndsWith("depth", Assert.Single(result.Refused).Name, StringComparison.Ordinal);
        Assert.EndsWith("temperature", Assert.Single(result.Updated), StringComparison.Ordinal);
        Assert.Equal(7, pond!["temperature"]!.Number);
    }

    [Fact]
    public async Task A_partial_update_leaves_the_other_members()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        await broker.Client.Attributes.UpdatePartlyAsync(Ponds.Id(1), "temperature", NgsiEntity.Parse("""{"value":8}"""), Cancel);
        var partly = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        await broker.Client.Attributes.ReplaceAsync(Ponds.Id(1), "temperature", NgsiEntity.Parse("""{"type":"Property","value":9}"""), Cancel);
        var replaced = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);

        Assert.Equal((8, "CEL"), (partly!["temperature"]!.Number, partly["temperature"]!.UnitCode));
        Assert.Equal((9, null), (replaced!["temperature"]!.Number, replaced["temperature"]!.UnitCode));
    }

    [Fact]
    public async Task Instances_are_deleted_one_by_one_or_together()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Entities.CreateAsync(
            new NgsiEntityBuilder(Ponds.Id(1), "Pond")
                .Property("temperature", 1)
                .Property("temperature", 2, datasetId: "urn:d:two")
                .Property("temperature", 3, datasetId: "urn:d:three")
                .Build(),
            Cancel);
        var before = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);

        await broker.Client.Attributes.DeleteAsync(Ponds.Id(1), "temperature", datasetId: "urn:d:two", cancel: Cancel);
        var one = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        await broker.Client.Attributes.DeleteAsync(Ponds.Id(1), "temperature", all: true, cancel: Cancel);
        var none = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);

        Assert.Equal([1, 2, 3], before!.Instances("temperature").Select(instance => instance.Number ?? 0).Order());
        Assert.Equal((1, 2), (before["temperature"]!.Number, before.Instance("temperature", "urn:d:two")!.Number));
        Assert.Null(one!.Instance("temperature", "urn:d:two"));
        Assert.Equal(3, one.Instance("temperature", "urn:d:three")!.Number);
        Assert.Empty(none!.Instances("temperature"));
        var missing = await Assert.ThrowsAsync<NgsiLdClientException>(
            () => broker.Client.Attributes.DeleteAsync(Ponds.Id(1), "temperature", cancel: Cancel));
        Assert.True(missing.IsNotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_a_path_cannot_hold_is_refused_before_it_means_the_whole_entity(string name)
    {
        var broker = new ScriptedBroker();
        var attributes = broker.Client().Attributes;

        await Assert.ThrowsAsync<ArgumentException>(() => attributes.DeleteAsync("urn:p:1", name, cancel: Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => attributes.ReplaceAsync("urn:p:1", name, NgsiEntity.Parse("{}"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => attributes.UpdatePartlyAsync("urn:p:1", name, NgsiEntity.Parse("{}"), Cancel));

        Assert.Empty(broker.Asked);
    }

    [Theory]
    [InlineData("...", "...")]
    [InlineData("a/../b", "a%2F..%2Fb")]
    [InlineData("https://ex.org/a#b", "https%3A%2F%2Fex.org%2Fa%23b")]
    [InlineData("%2e%2e", "%252e%252e")]
    public async Task Any_other_name_arrives_as_it_is(string name, string segment)
    {
        var broker = new ScriptedBroker().Answer(204);

        await broker.Client().Attributes.DeleteAsync("urn:p:1", name, cancel: Cancel);

        Assert.Equal([$"DELETE http://broker.example/ngsi-ld/v1/entities/urn%3Ap%3A1/attrs/{segment}"], broker.Asked);
    }
}
