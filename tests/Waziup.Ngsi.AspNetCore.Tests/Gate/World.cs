using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>A broker with something to hide, or the same one without it.</summary>
sealed class World : IAsyncDisposable
{
    // So few that a page of several tanks is cut (6.3.10), and one tank is not, unless something hidden counts.
    private const int TemporalLimit = 8;
    private const string SecretContext = "https://secret.example/s3cr3t";
    private readonly TestBroker _broker;

    private World(TestBroker broker) => _broker = broker;

    public static async Task<World> StartAsync(bool withSecrets)
    {
        var broker = await TestBroker.StartAsync(new SecretPolicy(), options => options.TemporalLimit = TemporalLimit);
        broker.Contexts[SecretContext] = """{"@context":{"a":"https://secret.example/a"}}""";
        var world = new World(broker);
        var secrets = withSecrets
            ? """
              ,"secret":[{"type":"Property","value":"s3cr3t"},{"type":"Property","value":"s3cr3t2","datasetId":"urn:d:s"}],
              "half":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]},"s3cr3tSub":{"type":"Property","value":1}},"scope":"/hidden/scope"
              """ : "";
        await broker.CreateAsync($$"""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1},"private":{"type":"Property","value":true},
             "serial":{"type":"Property","value":"A1"}{{secrets}}}
            """, SecretPolicy.Root);
        if (withSecrets)
        {
            await broker.CreateAsync("""
                {"id":"urn:ngsi-ld:Hidden:9","type":["Hidden","Tank"],"level":{"type":"Property","value":"s3cr3t"},"half":{"type":"Property","value":"s3cr3t"}}
                """, SecretPolicy.Root);
            await broker.GetAsync("/entities?local=true", SecretPolicy.Root, $"Link: <{SecretContext}>; rel=\"http://www.w3.org/ns/json-ld#context\"");
        }
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":2},"half":{"type":"Property","value":2}}""", SecretPolicy.Root);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        if (withSecrets)
            (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs/secret", """{"value":"s3cr3t3"}""", SecretPolicy.Root)).IsBare(204);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        await SecretPast.RecordAsync(broker, withSecrets, secrets);
        if (withSecrets)
        {
            await MapProbes.PutAsync(broker.Storage, Instant.Of(broker.Clock.GetUtcNow()));
            await SubscriptionProbes.SubscribeAsync(broker);
        }
        return world;
    }

    /// <summary>Sends a probe as somebody who is not root.</summary>
    public Task<Answer> AskAsync(Probe probe) => _broker.SendAsync(probe.Method, probe.Path, probe.Body, headers: probe.Headers);

    /// <summary>Everything that somebody who is not root sees, now and in the past.</summary>
    public async Task<string> VisibleAsync()
    {
        var text = new StringBuilder((await _broker.GetAsync("/entities?local=true&options=sysAttrs&count=true")).Body);
        foreach (var id in SecretPast.Ids)
        {
            foreach (var time in (string[])["", "&timeproperty=modifiedAt", "&timeproperty=deletedAt"])
            {
                var answer = await _broker.GetAsync($"/temporal/entities/{id}?options=sysAttrs&lastN=100{time}");
                text.Append('\n').Append(answer.Status).Append(answer["Content-Range"]).Append(answer.Status == 404 ? "" : answer.Body);
            }
        }
        return text.ToString();
    }

    /// <summary>What root alone sees.</summary>
    public async Task<string> SecretsAsync()
    {
        var tank = (await _broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?options=sysAttrs", SecretPolicy.Root)).Json.AsObject();
        var hidden = (await _broker.GetAsync("/entities/urn:ngsi-ld:Hidden:9?options=sysAttrs", SecretPolicy.Root)).Json;
        var current = new JsonArray(tank["secret"]?.DeepClone(), tank["half"]?.DeepClone(), tank["scope"]?.DeepClone(), hidden.DeepClone());
        return $"{current.ToJsonString()}\n{await MapProbes.ReadAsync(_broker)}\n{string.Join('\n', await SecretPast.ReadAsync(_broker.Storage))}";
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
