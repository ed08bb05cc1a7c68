using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Snapshots;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>A snapshot shows what its maker saw, under the names and in the forms in which he saw it.</summary>
public sealed class SnapshotFormTests
{
    private const string Query = """{"type":"Query","entities":[{"type":"Reading"},{"type":"Person"}]}""";

    [Theory]
    [InlineData("/entities?type=Reading,Person&orderBy=type")]
    [InlineData("/entities?type=Person")]
    [InlineData("/entities/urn:ngsi-ld:Reading:1")]
    [InlineData("/entities/urn:ngsi-ld:Reading:1?join=inline")]
    [InlineData("/entities/{kofi}")]
    [InlineData("/entities?type=Person&id={kofi}")]
    [InlineData("/entities?type=Reading&q=owner==\"{kofi}\"")]
    [InlineData("/entities?type=Reading&q=crop==\"cereal\"")]
    public async Task It_tells_the_same_as_was_told_when_it_was_made(string path)
    {
        path = Found.Escaped(path.Replace("{kofi}", LossyPolicy.AliasOf(LossyPolicy.Kofi), StringComparison.Ordinal));
        await using var broker = await Farm.WithAsync("17", $$"""
            "crop":{"type":"Property","value":"maize"},"location":{{Farm.Place(5.02, 5.03)}},"owner":{"type":"Relationship","object":"{{LossyPolicy.Kofi}}"}
            """);
        await broker.CreateAsync($$"""{"id":"{{LossyPolicy.Kofi}}","type":"Person","label":"k"}""", LossyPolicy.Root);
        var live = await broker.GetAsync(path);

        var id = (string)(await broker.FreezeAsync($$"""{"type":"Snapshot","snapshotQueries":[{{Query}}]}"""))["id"]!;
        var frozen = await broker.GetAsync(path, "NGSILD-Snapshot: " + id);

        Assert.Equal((200, live.Json.ToJsonString()), (frozen.Status, frozen.Json.ToJsonString()));
        Assert.DoesNotContain("maize", frozen.Body, StringComparison.Ordinal);
        Assert.NotEqual("[]", frozen.Body);
    }
}
