using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>What the reader of the link may not see does not go up, in no form and at no time.</summary>
public sealed class LinkPolicyTests
{
    private const string Secret = "secret";

    [Fact]
    public async Task Hidden_attributes_and_entities_do_not_go_up_nor_that_they_are_gone()
    {
        await using var bench = await LinkBench.StartAsync(ShippedAsync, options => options.Name = "cloud1");
        await bench.Gateway.DoAsync("POST", "entities", Device("urn:ngsi-ld:Device:shown", "\"numValue\":5,\"secret\":\"secret\",\"owner\":\"urn:x:secret-owner\""));
        await bench.Gateway.DoAsync("POST", "entities", Device("urn:ngsi-ld:Device:secret1", "\"numValue\":6,\"doNotSync\":true"));
        await bench.Gateway.DoAsync("POST", "entities", Device("urn:ngsi-ld:Device:secret2", "\"numValue\":6,\"doNotSync\":true"));
        await bench.Gateway.DoAsync("POST", "entities", """{"id":"urn:ngsi-ld:Person:secret3","type":"Person","numValue":7}""");
        await bench.TellAsync();
        Assert.Equal(["id", "numValue", "owner", "type"], (await bench.AtCloudAsync("urn:ngsi-ld:Device:shown"))!.Select(member => member.Key).Order());

        await bench.Gateway.DoAsync("DELETE", "entities/urn:ngsi-ld:Device:shown/attrs/secret");
        await bench.Gateway.DoAsync("DELETE", "entities/urn:ngsi-ld:Device:secret1");
        await bench.Gateway.DoAsync("DELETE", "entities/urn:ngsi-ld:Person:secret3");
        await bench.TellAsync();

        // Behind a trimmed log all entities are passed over, what remains of deleted ones too.
        await bench.Gateway.DoAsync("DELETE", "entities/urn:ngsi-ld:Device:secret2");
        await bench.ObserveAsync("urn:ngsi-ld:Device:other", 1);
        await bench.Gateway.Storage.Changes.TrimAsync(Json.Instant.Of(bench.Clock.GetUtcNow().AddDays(1)), 1_000, CancellationToken.None);
        await bench.TellAsync();

        Assert.DoesNotContain(bench.Sent, sent => (sent.Path + sent.Body).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_that_comes_again_and_is_hidden_now_is_gone_at_the_cloud()
    {
        await using var bench = await LinkBench.StartAsync(ShippedAsync, options => options.Name = "cloud1");
        const string Id = "urn:ngsi-ld:Device:1";
        await bench.Gateway.DoAsync("POST", "entities", Device(Id, "\"numValue\":5"));
        await bench.TellAsync();
        Assert.NotNull(await bench.AtCloudAsync(Id));

        await bench.Gateway.DoAsync("DELETE", $"entities/{Id}");
        await bench.Gateway.DoAsync("POST", "entities", Device(Id, "\"numValue\":6,\"doNotSync\":true"));
        await bench.TellAsync();

        Assert.Null(await bench.AtCloudAsync(Id));
    }

    [Fact]
    public async Task What_nobody_has_allowed_does_not_go_up()
    {
        await using var bench = await LinkBench.StartAsync(ShippedAsync, options => options.Name = "other");
        await bench.Gateway.DoAsync("POST", "entities", Device("urn:ngsi-ld:Device:1", "\"numValue\":5"));
        await bench.Gateway.DoAsync("DELETE", "entities/urn:ngsi-ld:Device:1");
        await bench.Gateway.DoAsync("POST", "entities", Device("urn:ngsi-ld:Device:1", "\"numValue\":5"));

        await bench.TellAsync();

        Assert.Empty(bench.Sent);
    }

    [Fact]
    public async Task An_entity_whose_id_is_hidden_goes_and_is_gone_under_its_other_name()
    {
        await using var bench = await LinkBench.StartAsync(
            (storage, clock) => HoldingAsync(storage, clock, """
            {"id":"urn:waziup:Policy:p","title":"t","who":["key:uplink-cloud"],"rights":["read","history"],"audience":"cloud","entities":{"type":"Person"},"attributes":{"id":{"pseudonym":{}},"a":"show"}}
            """));
        const string Id = "urn:ngsi-ld:Person:secret";
        for (var value = 1; value <= 3; value++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            await bench.Gateway.DoAsync("POST", "entityOperations/upsert?options=update",
                $$$"""[{"id":"{{{Id}}}","type":"Person","b":7,"a":{"type":"Property","value":{{{value}}},"observedAt":"{{{bench.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}]""");
        }
        await bench.TellAsync();
        var there = Assert.Single(await AllAsync(bench.Cloud));
        Assert.Equal([1, 2, 3], await bench.PastAtCloudAsync(there));

        await bench.Gateway.DoAsync("DELETE", $"entities/{Id}/attrs/b");
        await bench.Gateway.DoAsync("DELETE", $"entities/{Id}/attrs/a");
        await bench.TellAsync();
        Assert.Equal(["id", "type"], (await bench.AtCloudAsync(there))!.Select(member => member.Key).Order());
        await bench.Gateway.DoAsync("DELETE", $"entities/{Id}");
        await bench.TellAsync();

        Assert.Empty(await AllAsync(bench.Cloud));
        Assert.DoesNotContain(bench.Sent, sent => (sent.Path + sent.Body).Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Sent, sent => sent.Path.EndsWith("/b", StringComparison.Ordinal));
    }

    private static string Device(string id, string attributes) => $$"""{"id":"{{id}}","type":"Device",{{attributes}}}""";

    private static async Task<List<string>> AllAsync(LocalBroker broker)
    {
        var query = new EntityQuery(Filter.Everything, broker.Broker.Now, Limit: 100);
        return [.. (await broker.Storage.Entities.QueryAsync(default, query, CancellationToken.None)).Rows.Select(entity => entity.Id.Value)];
    }

    private static async Task<IAccessPolicy> ShippedAsync(IStorage storage, TimeProvider clock) =>
        await HoldingAsync(storage, clock, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies", "uplink.json")));

    private static async Task<IAccessPolicy> HoldingAsync(IStorage storage, TimeProvider clock, string text)
    {
        var (audit, administrator, json) = (new NoAudit(), Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] }, JsonNode.Parse(text)!);
        var policy = new DocumentPolicy(storage, KeyFile.Temporary(), clock, Options.Create(new PolicyOptions()), audit, NullLogger<DocumentPolicy>.Instance);
        var book = new PolicyBook(storage, policy, clock, audit);
        var id = json["id"]!.GetValue<string>();
        var version = await book.PutAsync(default, administrator, id, json, policy.Resolver.Default, CancellationToken.None);
        var wanted = new JsonObject { ["activate"] = new JsonArray(new JsonObject { ["id"] = id, ["version"] = version }) };
        await new PolicyActivation(storage, policy, book, clock, audit).ActivateAsync(default, administrator, wanted, CancellationToken.None);
        return policy;
    }

    private sealed class NoAudit : IAuditLog
    {
        public void Write(AuditEntry entry)
        {
        }
    }
}
