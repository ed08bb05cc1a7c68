namespace Waziup.Ngsi.AspNetCore.Tests.Snapshots;

/// <summary>No snapshot goes for one that does not come (5.16.1).</summary>
public sealed class SnapshotRoomTests
{
    [Fact]
    public async Task An_id_that_is_taken_takes_nobodys_place()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.MaxSnapshots = 2);
        await broker.CreateAsync(Samples.Tank(1));
        const string Id = ",\"id\":\"urn:ngsi-ld:Snapshot:1\"";
        var other = await broker.FreezeAsync(Frozen.Body());
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await broker.FreezeAsync(Frozen.Body(Id));

        (await broker.PostAsync("/snapshots", Frozen.Body(Id))).IsProblem(409, "AlreadyExists");

        Assert.Equal((200, 200), ((await broker.GetAsync(first.Path())).Status, (await broker.GetAsync(other.Path())).Status));
    }
}
