namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Which change sets off which trigger (5.2.12): one subscription for each trigger alone, and every operation.</summary>
public sealed class TriggerTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Created = "entityCreated attributeCreated";
    private const string Added = "entityUpdated attributeCreated";
    private const string Updated = "entityUpdated attributeUpdated";
    private const string Removed = "entityUpdated attributeDeleted";
    private const string Deleted = "entityDeleted attributeDeleted";
    private const string Batch = "/entityOperations/";

    private static readonly string[] All = ["entityCreated", "entityUpdated", "entityDeleted", "attributeCreated", "attributeUpdated", "attributeDeleted"];

    /// <summary>Operation, its body, the triggers. Tank 1 is there, with a level of 1 and one of 2 from another dataset, and a name.</summary>
    public static TheoryData<string, string, string> Operations => new()
    {
        { "POST /entities", Samples.Tank(2), Created },
        { "POST /temporal/entities", """{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":[{"type":"Property","value":1,"observedAt":"2025-06-01T10:00:00Z"}]}""", Created },
        { "POST " + Batch + "create", $"[{Samples.Tank(2)}]", Created },
        { "POST " + Batch + "upsert", $"[{Samples.Tank(2)}]", Created },
        { "POST " + Batch + "upsert?options=update", $"[{Samples.Tank(2)}]", Created },

        { $"POST {One}/attrs", """{"new":{"type":"Property","value":1}}""", Added },
        { $"POST {One}/attrs", """{"level":{"type":"Property","value":3,"datasetId":"urn:d:3"}}""", Added },
        { $"PATCH {One}/attrs", """{"new":{"type":"Property","value":1}}""", Added },
        { $"PATCH {One}", """{"new":{"type":"Property","value":1}}""", Added },
        { "POST " + Batch + "update", Item(""" "new":{"type":"Property","value":1} """), Added },
        { "POST " + Batch + "merge", Item(""" "new":{"type":"Property","value":1} """), Added },

        { $"POST {One}/attrs", """{"level":{"type":"Property","value":9}}""", Updated },
        { $"PATCH {One}/attrs", """{"level":{"type":"Property","value":9}}""", Updated },
        { $"PATCH {One}/attrs", """{"level":{"type":"Property","value":9,"datasetId":"urn:d:2"}}""", Updated },
        { $"PATCH {One}/attrs/level", """{"value":9}""", Updated },
        { $"PATCH {One}/attrs/level", """{"unitCode":"MTR"}""", Updated },
        { $"PATCH {One}/attrs/level", """{"observedAt":"2025-01-01T00:00:00Z"}""", Updated },
        { $"PATCH {One}/attrs/level", """{"quality":{"type":"Property","value":1}}""", Updated },
        { $"PUT {One}/attrs/level", """{"type":"Property","value":9}""", Updated },
        { $"PATCH {One}", """{"level":{"type":"Property","value":9}}""", Updated },
        { "POST " + Batch + "upsert?options=update", Item(""" "level":{"type":"Property","value":9} """), Updated },
        { "POST " + Batch + "update", Item(""" "level":{"type":"Property","value":9} """), Updated },
        { "POST " + Batch + "merge", Item(""" "level":{"type":"Property","value":9} """), Updated },

        { $"DELETE {One}/attrs/name", "", Removed },
        { $"DELETE {One}/attrs/level", "", Removed },
        { $"DELETE {One}/attrs/level?datasetId=urn:d:2", "", Removed },
        { $"DELETE {One}/attrs/level?deleteAll=true", "", Removed },
        { $"PATCH {One}/attrs", """{"name":"urn:ngsi-ld:null"}""", Removed },
        { $"PATCH {One}/attrs", """{"level":{"type":"Property","value":"urn:ngsi-ld:null","datasetId":"urn:d:2"}}""", Removed },
        { $"PATCH {One}", """{"name":"urn:ngsi-ld:null"}""", Removed },
        { "POST " + Batch + "merge", Item(""" "name":"urn:ngsi-ld:null" """), Removed },

        { "DELETE /entities?type=Tank&drop=name", "", Removed },

        { $"PUT {One}", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":9},"new":{"type":"Property","value":1}}""", Updated + " attributeCreated attributeDeleted" },
        { "POST " + Batch + "upsert", Item(""" "level":{"type":"Property","value":9},"new":{"type":"Property","value":1} """), Updated + " attributeCreated attributeDeleted" },
        { $"PATCH {One}", """{"level":{"type":"Property","value":9},"new":{"type":"Property","value":1}}""", Updated + " attributeCreated" },

        { $"DELETE {One}", "", Deleted },
        { "DELETE /entities?type=Tank", "", Deleted },
        { "POST " + Batch + "delete", """["urn:ngsi-ld:Tank:1"]""", Deleted },

        // Types and scope are no attributes.
        { $"PATCH {One}", """{"type":"Pump"}""", "entityUpdated" },
        { $"PATCH {One}", """{"scope":"/farm"}""", "entityUpdated" },

        // Nothing is different afterwards.
        { $"PATCH {One}/attrs", """{"name":{"type":"Property","value":"a"}}""", "" },
        { $"PATCH {One}/attrs/level", """{"value":1}""", "" },
        { $"PATCH {One}", """{"name":{"type":"Property","value":"a"}}""", "" },
        { $"POST {One}/attrs", """{"name":{"type":"Property","value":"a"}}""", "" },
        { $"PUT {One}/attrs/name", """{"type":"Property","value":"a"}""", "" },
        { "POST " + Batch + "update", Item(""" "name":{"type":"Property","value":"a"} """), "" },
        { $"POST {One}/attrs?options=noOverwrite", """{"name":{"type":"Property","value":"b"}}""", "" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_sets_off_its_triggers_and_no_others(string operation, string body, string triggers)
    {
        await using var broker = await StartAsync();
        foreach (var trigger in All)
            await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"notificationTrigger\":[\"{trigger}\"]", id: trigger);
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        var space = operation.IndexOf(' ', StringComparison.Ordinal);
        var answer = await broker.SendAsync(operation[..space], operation[(space + 1)..], body.Length > 0 ? body : null);
        Assert.True(answer.Status is >= 200 and < 300, $"{answer.Status} {answer.Body}");

        await FiredAsync(broker, triggers.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_reading_recorded_in_the_past_of_an_entity_changes_it()
    {
        await using var broker = await StartAsync();
        foreach (var trigger in All)
            await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"notificationTrigger\":[\"{trigger}\"]", id: trigger);

        var answer = await broker.PostAsync(
            "/temporal/entities", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","name":[{"type":"Property","value":"b","observedAt":"2026-01-01T00:00:00Z"}]}""");

        answer.IsBare(204);
        await FiredAsync(broker, Updated.Split(' '));
    }

    [Fact]
    public async Task An_entity_that_expires_is_deleted()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync(Samples.Tank(2, ",\"expiresAt\":\"2026-01-01T00:10:00Z\""));
        foreach (var trigger in All)
            await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"notificationTrigger\":[\"{trigger}\"]", id: trigger);

        broker.Clock.Advance(TimeSpan.FromMinutes(11));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        await FiredAsync(broker, Deleted.Split(' '));
    }

    [Theory]
    [InlineData("\"attributeDeleted\",\"attributeCreated\"", "created deleted gone")]
    [InlineData("\"entityDeleted\",\"entityCreated\"", "gone")]
    [InlineData("\"entityUpdated\",\"entityDeleted\"", "created updated deleted gone")]
    [InlineData("\"attributeUpdated\"", "updated")]
    [InlineData("", "created updated")]
    public async Task Several_triggers_are_alternatives_and_each_change_is_told_once(string triggers, string told)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]" + (triggers.Length > 0 ? $",\"notificationTrigger\":[{triggers}]" : ""));
        (string Name, string Method, string Path, string? Body)[] changes =
        [
            ("created", "POST", One + "/attrs", """{"new":{"type":"Property","value":1}}"""),
            ("updated", "PATCH", One + "/attrs", """{"new":{"type":"Property","value":2}}"""),
            ("deleted", "DELETE", One + "/attrs/new", null),
            ("gone", "DELETE", One, null),
        ];

        foreach (var (name, method, path, body) in changes)
        {
            (await broker.SendAsync(method, path, body)).IsBare(204);
            if (told.Split(' ').Contains(name))
                Assert.Equal("urn:ngsi-ld:Tank:1", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
            await broker.QuietAsync();
        }
    }

    private static string Item(string attributes) => $$"""[{"id":"urn:ngsi-ld:Tank:1","type":"Tank",{{attributes}}}]""";

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:2"}],
             "name":{"type":"Property","value":"a"}}
            """);
        return broker;
    }

    private static async Task FiredAsync(TestBroker broker, string[] triggers)
    {
        var told = new List<string>();
        foreach (var _ in triggers)
            told.Add(((string)(await broker.Notifier.NextAsync()).Body["subscriptionId"]!).Split(':')[^1]);
        Assert.Equal(string.Join(' ', triggers.Order(StringComparer.Ordinal)), string.Join(' ', told.Order(StringComparer.Ordinal)));
        await broker.QuietAsync();
    }
}
