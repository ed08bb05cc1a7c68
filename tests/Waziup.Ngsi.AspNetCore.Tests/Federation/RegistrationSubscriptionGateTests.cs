using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Registrations that belong to somebody are told to nobody else (5.11.7).</summary>
public sealed class RegistrationSubscriptionGateTests
{
    private const string All = "/csourceSubscriptions";
    private const string Amas = "Test-Caller: ama";
    private const string Kofis = "Test-Caller: kofi";
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    [Fact]
    public async Task Who_subscribes_is_told_of_his_own_alone()
    {
        await using var broker = await TestBroker.StartAsync(new OwnerPolicy());
        await RegisterAsync(broker, "amas-old", Amas);
        await SubscribeAsync(broker, "kofi", Kofis);
        await SubscribeAsync(broker, "root", SecretPolicy.Root);
        Assert.Equal(("root", "newlyMatching amas-old"), await ToldAsync(broker));

        await RegisterAsync(broker, "amas-new", Amas);
        Assert.Equal(("root", "newlyMatching amas-new"), await ToldAsync(broker));
        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:amas-old", Amas)).IsBare(204);
        Assert.Equal(("root", "noLongerMatching amas-old"), await ToldAsync(broker));
        await RegisterAsync(broker, "kofis", Kofis);

        (string, string)[] last = [await ToldAsync(broker), await ToldAsync(broker)];
        Assert.Equal([("kofi", "newlyMatching kofis"), ("root", "newlyMatching kofis")], last.Order());
        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task A_change_of_the_subscription_tells_no_more()
    {
        await using var broker = await TestBroker.StartAsync(new OwnerPolicy());
        await RegisterAsync(broker, "amas", Amas);
        await RegisterAsync(broker, "kofis", Kofis);
        await SubscribeAsync(broker, "kofi", Kofis);
        Assert.Equal(("kofi", "newlyMatching kofis"), await ToldAsync(broker));

        (await broker.PatchAsync(All + "/urn:ngsi-ld:Subscription:kofi", """{"description":"again"}""", Kofis)).IsBare(204);

        Assert.Equal(("kofi", "newlyMatching kofis"), await ToldAsync(broker));
        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task A_subscription_is_there_for_its_owner_alone()
    {
        await using var broker = await TestBroker.StartAsync(new OwnerPolicy());
        await SubscribeAsync(broker, "kofi", Kofis);
        const string Path = All + "/urn:ngsi-ld:Subscription:kofi";

        (await broker.GetAsync(Path, Amas)).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(Path, """{"description":"mine"}""", Amas)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Path, Amas)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync(All, Amas)).Body);

        var shown = await broker.GetAsync(Path, Kofis);
        Assert.Equal(200, shown.Status);
        Assert.Null(shown.Json["description"]);
        Assert.Equal(200, (await broker.GetAsync(Path, SecretPolicy.Root)).Status);
    }

    private static async Task RegisterAsync(TestBroker broker, string host, string owner)
    {
        var answer = await broker.PostAsync("/csourceRegistrations", Registered.Body(host), owner);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    private static async Task SubscribeAsync(TestBroker broker, string id, string owner)
    {
        var answer = await broker.PostAsync(All, Subscribed.Body(Tanks, id: id), owner);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    /// <summary>Who is told next, and what.</summary>
    private static async Task<(string Subscription, string Tidings)> ToldAsync(TestBroker broker)
    {
        var body = (await broker.Notifier.NextAsync()).Body;
        var hosts = body["data"]!.AsArray().Select(one => ((string)one!["id"]!).Split(':')[^1]);
        return (((string)body["subscriptionId"]!).Split(':')[^1], $"{body["triggerReason"]} {string.Join(',', hosts.Order())}");
    }
}
