namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests about subscriptions: those of root, and one's own to what is hidden.</summary>
static class SubscriptionProbes
{
    private const string OfRoot = "urn:ngsi-ld:Subscription:of-root";

    /// <summary>Has root subscribe to all that is there.</summary>
    public static async Task SubscribeAsync(TestBroker broker) => Assert.Equal(201, (await broker.PostAsync("/subscriptions", Body(OfRoot, "Hidden", "secret==\\\"s3cr3t\\\""), SecretPolicy.Root)).Status);

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same()
    {
        yield return new("GET subscriptions", "/subscriptions?count=true&options=sysAttrs");
        yield return new("GET subscriptions", "/subscriptions?limit=1&offset=0&count=true");
        yield return new("GET subscriptions", "/subscriptions?limit=0&count=true");
        yield return new("GET subscriptions/{id}", "/subscriptions/" + OfRoot);
        yield return new("GET subscriptions/{id}", "/subscriptions/" + OfRoot + "?options=sysAttrs", null, "Accept: application/ld+json");
        yield return new("PATCH subscriptions/{id}", "/subscriptions/" + OfRoot, """{"isActive":false}""");
        yield return new("PATCH subscriptions/{id}", "/subscriptions/" + OfRoot, """{"q":"("}""");
        yield return new("DELETE subscriptions/{id}", "/subscriptions/" + OfRoot);
        foreach (var (type, q) in new[] { ("Hidden", "secret"), ("Tank", "half"), ("Tank", "secret==\\\"s3cr3t\\\""), ("Tank", "level>0") })
            yield return new("POST subscriptions", "/subscriptions", Body("urn:ngsi-ld:Subscription:mine", type, q));
        yield return new("POST subscriptions", "/subscriptions", """{"type":"Subscription","entities":[{"type":"Hidden","id":"urn:ngsi-ld:Hidden:9"}]}""");
    }

    private static string Body(string id, string type, string q) =>
        $$"""{"id":"{{id}}","type":"Subscription","entities":[{"type":"{{type}}"}],"q":"{{q}}","notification":{"showChanges":true,"endpoint":{"uri":"http://receiver.example/"} } }""";
}
