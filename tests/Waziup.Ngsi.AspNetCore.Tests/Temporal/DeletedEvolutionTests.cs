using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>DELETE /temporal/entities/{id}, and what DELETE /entities/{id} leaves of the past (5.6.16, 5.6.6).</summary>
public sealed class DeletedEvolutionTests
{
    [Fact]
    public async Task Who_was_born_by_his_past_goes_with_it()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 10)));

        (await broker.DeleteAsync(Past.One)).IsBare(204);

        (await broker.GetAsync(Past.One)).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync(Past.Current)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Past.One)).IsProblem(404, "ResourceNotFound");
        Assert.Equal(200, (await broker.GetAsync(Past.All + "/urn:ngsi-ld:Tank:2")).Status);
        (await broker.PostAsync(Past.All, Past.Tank(1, Past.Hourly("level", 11)))).IsBare(201);
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 11)), await broker.ReadAsync());
    }

    [Fact]
    public async Task Who_was_created_otherwise_stays_without_a_past_and_gets_a_new_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Past.Tank(1, $"\"level\":{Past.Reading(10)}"));
        await broker.AddAsync(Past.Hourly("level", 9));

        (await broker.DeleteAsync(Past.One)).IsBare(204);

        (await broker.GetAsync(Past.One)).IsProblem(404, "ResourceNotFound");
        Found.IsJson(Past.Tank(1, $"\"level\":{Past.Reading(10)}"), (await broker.GetAsync(Past.Current)).Json);
        (await broker.PatchAsync(Past.Current + "/attrs", $$"""{"level":{{Past.Reading(11)}}}""")).IsBare(204);
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 11)), await broker.ReadAsync());
    }

    [Fact]
    public async Task A_deleted_entity_keeps_its_past()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11));

        (await broker.DeleteAsync(Past.Current)).IsBare(204);

        (await broker.GetAsync(Past.Current)).IsProblem(404, "ResourceNotFound");
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 11)), await broker.ReadAsync());
        (await broker.PostAsync("/entities", Past.Tank(1, $"\"level\":{Past.Reading(12)}"))).IsBare(201);
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 11, 12)), await broker.ReadAsync());
    }
}
