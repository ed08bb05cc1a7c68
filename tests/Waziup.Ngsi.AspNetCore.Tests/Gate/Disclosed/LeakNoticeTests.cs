using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>A subscriber hears of differences in what he sees (POLICIES 4, rows 28, 30, 31, 32).</summary>
public sealed class LeakNoticeTests
{
    private const string Readings = "\"entities\":[{\"type\":\"Reading\"}]";
    private const string AllTriggers = "\"notificationTrigger\":[\"entityCreated\",\"entityUpdated\",\"entityDeleted\",\"attributeCreated\",\"attributeUpdated\",\"attributeDeleted\"]";

    [Theory]
    [InlineData("\"numValue\":{\"type\":\"Property\",\"value\":18.8,\"unitCode\":\"CEL\"}")]
    [InlineData("\"crop\":{\"type\":\"Property\",\"value\":\"millet\"}")]
    [InlineData("\"note\":{\"type\":\"Property\",\"value\":1}")]
    [InlineData("\"soil\":{\"type\":\"Property\",\"value\":3,\"calibration\":{\"type\":\"Property\",\"value\":5}}")]
    [InlineData("\"depth\":{\"type\":\"Property\",\"value\":6,\"datasetId\":\"urn:d:S3CR3T\"}")]
    public async Task Row_28_A_change_within_what_is_shown_is_silent_and_not_counted(string change)
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        await broker.SubscribeAsync($"{Readings},{AllTriggers}", "\"showChanges\":true,\"sysAttrs\":true");
        await broker.SubscribeAsync($"{Readings},\"q\":\"numValue<19|crop==\\\"millet\\\"|note==1\"", id: "2");

        await broker.ChangeAsync(change);

        await QuietAsync(broker);
        foreach (var id in (string[])["1", "2"])
            Assert.DoesNotContain("timesSent", (await broker.SubscriptionAsync(id)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_30_What_was_before_is_told_in_the_form_it_was_shown_in()
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        await broker.SubscribeAsync($"{Readings},{AllTriggers}", "\"showChanges\":true,\"sysAttrs\":true");

        await broker.ChangeAsync("\"numValue\":{\"type\":\"Property\",\"value\":31.2,\"unitCode\":\"CEL\"},\"crop\":{\"type\":\"Property\",\"value\":\"yam\"},\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:kofi\"}");
        var told = (await broker.Notifier.NextAsync()).Entity;
        (await broker.DeleteAsync(Farm.One, LossyPolicy.Root)).IsBare(204);
        var gone = await broker.Notifier.NextAsync();

        Assert.Equal((30, 20), ((int)told["numValue"]!["value"]!, (int)told["numValue"]!["previousValue"]!));
        Assert.Equal("cereal", (string?)told["crop"]!["previousValue"]);
        Assert.Equal(LossyPolicy.AliasOf("urn:ngsi-ld:Person:S3CR3T"), (string?)told["owner"]!["previousObject"]);
        foreach (var text in (string[])[told.ToJsonString(), gone.Body.ToJsonString()])
            Assert.All(["S3CR3T", "4711", "17.6", "31.2", "maize", "yam", "Person:kofi"], hidden => Assert.DoesNotContain(hidden, text, StringComparison.Ordinal));
        Assert.Null(told["numValue"]!["modifiedAt"]);
    }

    [Fact]
    public async Task Row_30_Who_may_no_longer_see_an_entity_hears_that_it_is_gone()
    {
        await using var broker = await Farm.StartAsync();
        await broker.CreateAsync(Farm.Reading(1, $"\"owner\":{{\"type\":\"Relationship\",\"object\":\"{LossyPolicy.Kofi}\"}},\"level\":1", "Private"), LossyPolicy.Root);
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Private\"}}],{AllTriggers}", "\"showChanges\":true");

        await broker.ChangeAsync("\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:S3CR3T\"},\"level\":{\"type\":\"Property\",\"value\":4711}", "/entities/urn:ngsi-ld:Private:1");
        var gone = await broker.Notifier.NextAsync();
        await broker.ChangeAsync("\"level\":{\"type\":\"Property\",\"value\":4712}", "/entities/urn:ngsi-ld:Private:1");

        Assert.NotNull(gone.Entity["deletedAt"]);
        Assert.DoesNotContain("4711", gone.Body.ToJsonString(), StringComparison.Ordinal);
        await QuietAsync(broker);
    }

    [Fact]
    public async Task Row_31_Rights_that_end_between_two_attempts_end_the_attempts()
    {
        var policy = new LossyPolicy();
        await using var broker = await Farm.StartAsync(policy);
        await broker.CreateAsync(Farm.Reading(1, $"\"numValue\":{Farm.Celsius("17")}"), LossyPolicy.Root);
        broker.Notifier.Answers = _ => new Receipt(ReceiptResult.Failed, "busy");
        await broker.SubscribeAsync(Readings);
        await broker.ChangeAsync("\"numValue\":{\"type\":\"Property\",\"value\":31.2,\"unitCode\":\"CEL\"}");
        await broker.Notifier.NextAsync();

        policy.IsRevoked = true;
        for (var i = 0; i < 40; i++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task Row_32_A_periodic_notification_holds_what_a_query_would()
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Vault:1","type":["Vault","Reading"],"level":1}""", LossyPolicy.Root);
        await broker.SubscribeAsync($"{Readings},\"timeInterval\":60,\"q\":\"numValue==20\"");
        await broker.SubscribeAsync($"{Readings},\"timeInterval\":60,\"q\":\"numValue<19|note\"", id: "2");

        var told = await broker.AdvanceToNextAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("urn:ngsi-ld:Subscription:1", (string?)told.Body["subscriptionId"]);
        Assert.Equal((await broker.GetAsync(Farm.One)).Body, told.Entity.ToJsonString());
        Assert.DoesNotContain(broker.Notifier.Waiting, other => ((string)other.Body["subscriptionId"]!).EndsWith('2'));
    }

    [Theory]
    [InlineData("\"id\":\"ALIAS\"", true)]
    [InlineData("\"id\":\"urn:ngsi-ld:Person:S3CR3T\"", false)]
    [InlineData("\"idPattern\":\"S3CR3T$\"", false)]
    public async Task Row_27_A_subscription_selects_by_the_alias_alone(string which, bool isTold)
    {
        await using var broker = await Farm.StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:S3CR3T","type":"Person","level":1}""", LossyPolicy.Root);
        var selector = which.Replace("ALIAS", LossyPolicy.AliasOf("urn:ngsi-ld:Person:S3CR3T"), StringComparison.Ordinal);
        await broker.PostAsync("/subscriptions", Subscribed.Body($"\"entities\":[{{\"type\":\"Person\",{selector}}}]"));

        await broker.ChangeAsync("\"level\":{\"type\":\"Property\",\"value\":2}", "/entities/urn:ngsi-ld:Person:S3CR3T");

        if (isTold)
            Assert.Equal(LossyPolicy.AliasOf("urn:ngsi-ld:Person:S3CR3T"), (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await QuietAsync(broker);
    }

    // Only root may create what tells that all was told.
    private static async Task QuietAsync(TestBroker broker)
    {
        await broker.PostAsync("/subscriptions", Subscribed.Body("\"entities\":[{\"type\":\"Vault\",\"id\":\"urn:ngsi-ld:Vault:end\"}]", id: "end"), LossyPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Vault:end","type":"Vault","level":1}""", LossyPolicy.Root);
        var next = await broker.Notifier.NextAsync();
        Assert.True((string?)next.Body["subscriptionId"] == "urn:ngsi-ld:Subscription:end", next.Body.ToJsonString());
    }
}
