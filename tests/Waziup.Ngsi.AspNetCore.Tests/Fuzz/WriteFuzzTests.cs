using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Tests.Fuzz;

namespace Waziup.Ngsi.AspNetCore.Tests.Fuzz;

/// <summary>Mutated bodies at every write route: never a failure of the server, never a partial write; what was accepted can be read and written back.</summary>
/// <remarks>The number of mutants is a part of <c>WAZIUP_FUZZ</c>; they are the same in each run.</remarks>
public sealed class WriteFuzzTests
{
    private const int MutantsPerBroker = 100;
    private const string One = "/entities/urn:ngsi-ld:T:1";
    private const string Past = "/temporal/entities";
    private const string MapId = "urn:ngsi-ld:EntityMap:1";
    private const string Map = "/entityMaps/" + MapId;
    private const string Subscription = "/subscriptions/urn:ngsi-ld:Subscription:1";
    private const string SourceSubscription = "/csourceSubscriptions/urn:ngsi-ld:Subscription:2";
    private const string Registration = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:1";
    private const string Snapshot = "/snapshots/urn:ngsi-ld:Snapshot:1";
    private const string Whole = "local=true&limit=1000&timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z";
    private static readonly string[] Forms = ["options=sysAttrs", "options=temporalValues", "options=aggregatedValues&aggrMethods=totalCount,distinctCount,min,sum&aggrPeriodDuration=P1M"];
    private static readonly string[] Shapes = ["", "?options=sysAttrs", "?format=concise", "?format=simplified", "?lang=de&options=sysAttrs"];

    public static TheoryData<string, string> Targets => new()
    {
        { "POST", "/entities" },
        { "PUT", One },
        { "PATCH", One },
        { "PATCH", One + "?format=simplified&lang=en&observedAt=2026-03-01T00:00:00Z" },
        { "POST", One + "/attrs" },
        { "POST", One + "/attrs?options=noOverwrite" },
        { "PATCH", One + "/attrs" },
        { "PATCH", One + "/attrs/a" },
        { "PATCH", One + "/attrs/l" },
        { "PUT", One + "/attrs/a" },
        { "POST", "/entityOperations/create" },
        { "POST", "/entityOperations/upsert" },
        { "POST", "/entityOperations/upsert?options=update" },
        { "POST", "/entityOperations/update" },
        { "POST", "/entityOperations/merge" },
        { "POST", "/entityOperations/delete" },
        { "POST", "/entityOperations/query" },
        { "POST", Past },
        { "POST", Past + "/urn:ngsi-ld:T:1/attrs" },
        { "PATCH", Past + "/urn:ngsi-ld:T:1/attrs/a/" + SecretPast.InstanceOf("T:1", "a", "2026-01-01T00:00:00Z") },
        { "POST", "/temporal/entityOperations/query" },
        { "POST", "/entityMaps" },
        { "PATCH", Map },
        { "POST", "/temporal/entityMaps" },
        { "POST", "/jsonldContexts" },
        { "POST", "/subscriptions" },
        { "PATCH", Subscription },
        { "POST", "/csourceSubscriptions" },
        { "PATCH", SourceSubscription },
        { "POST", "/csourceRegistrations" },
        { "PATCH", Registration },
        { "POST", "/snapshots" },
        { "PATCH", Snapshot },
        { "POST", Snapshot + "/clone" },
        { "POST", "/remote-notify?id=urn:ngsi-ld:Subscription:absent" },
    };

    [Fact]
    public void Every_route_with_a_body_is_a_target()
    {
        var targets = Targets.Select(target => target.Data).ToList();

        foreach (var route in RouteTable.Routes.Where(route => route.Body != BodyKind.None))
        {
            Assert.Contains(targets, target => target.Item1 == route.Method
                && Router.Standard.Find(target.Item1, target.Item2.Split('?')[0], out _, out _) == route);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_mutant_is_accepted_whole_or_refused_whole(string method, string path)
    {
        var mutator = new Mutator(20_260_201, GoodOnes(path), Bodies.Pieces);
        var count = Mutator.Count / 200;
        for (var done = 0; done < count; done += MutantsPerBroker)
        {
            await using var broker = await StartAsync();
            var before = await StateAsync(broker);
            for (var i = done; i < Math.Min(count, done + MutantsPerBroker); i++)
            {
                var body = mutator.Next();
                var answer = await broker.SendAsync(method, path, body, i % 5 == 0 ? "application/ld+json" : "application/json");
                var after = await StateAsync(broker);
                var told = $"mutant {i}: {Encoding.UTF8.GetString(body)}\n{answer.Status} {answer.Body}";
                Assert.True(answer.Status is < 500 or 504, told);
                if (answer.Status is >= 400)
                {
                    Assert.True(before == after, $"{told}\n{before}\n{after}");
                    Assert.True(answer.Problem is not null, told);
                }
                else if (before != after)
                {
                    await ReadableAsync(broker, told);
                    after = await StateAsync(broker);
                }
                before = after;
            }
        }
    }

    /// <summary>What is stored can be read in every shape, and written back as it was read.</summary>
    private static async Task ReadableAsync(TestBroker broker, string told)
    {
        foreach (var shape in Shapes)
        {
            foreach (var accept in (string[])["application/json", "application/geo+json"])
            {
                var answer = await broker.GetAsync("/entities" + (shape.Length == 0 ? "?" : shape + "&") + "local=true", "Accept: " + accept);
                Assert.True(answer.Status == 200, $"{told}\n{answer.Status} {answer.Body}");
                using var parsed = JsonDocument.Parse(answer.Body);
            }
        }
        foreach (var form in Forms)
        {
            var answer = await broker.GetAsync($"{Past}?{form}&{Whole}");
            Assert.True(answer.Status is 200 or 206, $"{told}\n{answer.Status} {answer.Body}");
            using var parsed = JsonDocument.Parse(answer.Body);
        }
        var page = await broker.GetAsync("/entities?local=true&limit=1000");
        using var entities = JsonDocument.Parse(page.Body);
        foreach (var entity in entities.RootElement.EnumerateArray())
        {
            var put = await broker.SendAsync("PUT", $"/entities/{Uri.EscapeDataString(entity.GetProperty("id").GetString()!)}?local=true", entity.GetRawText());
            Assert.True(put.Status == 204, $"{told}\nwas served as {entity.GetRawText()}\nbut not taken back: {put.Status} {put.Body}");
        }
        Assert.Equal(page.Body, (await broker.GetAsync("/entities?local=true&limit=1000")).Body);
    }

    private static string[] GoodOnes(string path) => path.Split('?')[0] switch
    {
        var past when past.StartsWith("/temporal", StringComparison.Ordinal) => Histories(past),
        "/entities" or One => [.. Bodies.Entities, .. Bodies.Fragments],
        "/jsonldContexts" => ["""{"@context":["https://ctx.example/x",{"a":"https://ex.org/a","@vocab":"https://ex.org/"}]}""", """{"@context":{"a":{"@id":"b:c"}}}"""],
        "/subscriptions" or Subscription or "/csourceSubscriptions" or SourceSubscription => Bodies.Subscriptions,
        "/csourceRegistrations" or Registration => Sources,
        "/snapshots" or Snapshot or Snapshot + "/clone" => Snapshots,
        "/remote-notify" => ["""{"id":"urn:x:n","type":"Notification","subscriptionId":"urn:x:s","notifiedAt":"2026-01-01T00:00:00Z","data":[{"id":"urn:x:y","type":"T","a":1}]}"""],
        "/entityOperations/delete" => ["""["urn:ngsi-ld:T:1","urn:ngsi-ld:T:2","urn:x:y"]"""],
        Map =>
        [
            """{"expiresAt":"2026-01-01T00:10:00Z"}""", """{"id":"urn:x:y","type":"EntityMap","expiresAt":"2026-01-01T00:59:59.5Z","entityMap":{"urn:x:y":["@none"]},"linkedMaps":{}}""",
            """{"expiresAt":"9999-12-31T23:59:59Z"}""",
        ],
        "/entityOperations/query" or "/entityMaps" =>
        [
            """{"type":"Query","entities":[{"type":"T|U","id":["urn:ngsi-ld:T:1"],"idPattern":"T"}],"q":"a==1|!b;c.d~=\"x\"","attrs":["a"],"scopeQ":"/a/+","lang":"en"}""",
            """{"type":"Query","entities":[{"type":"T"}],"entityMap":true,"entityMapLifetime":"PT10M"}""",
            """{"type":"Query","entities":[{"type":"*"}],"geoQ":{"georel":"near;maxDistance==5","geometry":"Point","coordinates":[1,2]},"pick":["id","r{a}"],"join":"inline","joinLevel":2}""",
            """{"type":"Query","entities":[{"type":"T"}],"ordering":{"orderBy":["a;desc","l;dist-asc"],"collation":"und","coordinates":[1,2]},"omit":["b"],"containedBy":["urn:x:y"],"join":"flat"}""",
        ],
        var batch when batch.StartsWith("/entityOperations", StringComparison.Ordinal) =>
            [$"[{string.Join(',', Bodies.Entities)}]", $"[{Bodies.Entities[0]},{Bodies.Entities[2].Replace("T:1", "T:2")}]", .. Bodies.Entities.Select(entity => $"[{entity}]")],
        _ => [.. Bodies.Fragments, .. Bodies.Entities],
    };

    private static readonly string[] Sources =
    [
        """
        {"id":"urn:ngsi-ld:ContextSourceRegistration:2","type":"ContextSourceRegistration","endpoint":"http://source.example","registrationName":"n","description":"d",
         "information":[{"entities":[{"type":"V","idPattern":"^urn:x:"}],"propertyNames":["a"],"relationshipNames":["r"]}],"contextSourceInfo":[{"key":"X-A","value":"1"}]}
        """,
        """
        {"type":"ContextSourceRegistration","endpoint":"https://source.example:1026/x","mode":"exclusive","operations":["retrieveOps","updateEntity"],"tenant":"farm",
         "information":[{"entities":[{"id":"urn:x:7","type":["V","W"]}],"propertyNames":["z"]}],"management":{"localOnly":true,"timeout":100,"cooldown":500,"cacheDuration":"PT1S"}}
        """,
        """
        {"type":"ContextSourceRegistration","endpoint":"http://source.example","mode":"auxiliary","operations":["retrieveOps"],"information":[{"entities":[{"type":"V"}]}],
         "location":{"type":"Point","coordinates":[1,2]},"scope":["/a/b"],"datasetId":["@none","urn:d:1"],"expiresAt":"2030-01-01T00:00:00Z","contextSourceAlias":"a.b",
         "observationInterval":{"startAt":"2025-01-01T00:00:00Z","endAt":"2026-01-01T00:00:00Z"},"refreshRate":"PT1M","own":{"type":"Property","value":1}}
        """,
        """{"endpoint":"http://other.example","description":null,"scope":"/x","own":"urn:ngsi-ld:null"}""",
    ];

    private static readonly string[] Snapshots =
    [
        """{"id":"urn:ngsi-ld:Snapshot:2","type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"T"}],"q":"a==1"}],"snapshotLifetime":"PT1H","snapshotPriority":3}""",
        """{"type":"Snapshot","snapshotTemporalQueries":[{"type":"Query","entities":[{"type":"T"}],"temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z"}}],"endpoint":"http://x.example/n"}""",
        """{"type":"Snapshot","snapshotPriority":10,"snapshotLifetime":"P1D","receiverInfo":[{"key":"A","value":"b"}]}""",
    ];

    private static string[] Histories(string path) => path switch
    {
        Past => [.. Bodies.Histories, .. Bodies.Entities],
        "/temporal/entityOperations/query" or "/temporal/entityMaps" =>
        [
            """{"type":"Query","entities":[{"type":"T","idPattern":"T"}],"q":"a==1","attrs":["a"],"temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z","lastN":2},"entityMap":true,"entityMapLifetime":"P1D"}""",
            """{"type":"Query","entities":[{"type":"*"}],"scopeQ":"/a/#","temporalQ":{"timerel":"after","timeAt":"2025-01-01T00:00:00Z","timeproperty":"modifiedAt"},"omit":["b"]}""",
            """
            {"type":"Query","geoQ":{"georel":"equals","geometry":"Point","coordinates":[1,2]},"ordering":{"orderBy":["id;desc"]},"datasetId":["@none","urn:d:1"],
             "temporalQ":{"timerel":"between","timeAt":"2025-01-01T00:00:00Z","endTimeAt":"2026-01-01T00:00:00Z","timeproperty":"deletedAt"},
             "aggrParams":{"aggrMethods":["sum"],"aggrPeriodDuration":"P1M"}}
            """,
        ],
        _ when path.EndsWith("/attrs", StringComparison.Ordinal) => [.. Bodies.Histories, .. Bodies.Fragments],
        _ => [.. Bodies.Instances, .. Bodies.Fragments],
    };

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Bodies.Entities[4].Replace("}}", "},\"a\":[{\"type\":\"Property\",\"value\":1},{\"type\":\"Property\",\"value\":2,\"datasetId\":\"urn:d:1\"}]}"));
        var map = new Document(DocumentKind.EntityMap, MapId, null, Instant.Of(broker.Clock.GetUtcNow()), "{\"urn:ngsi-ld:T:1\":[\"@none\"]}"u8.ToArray());
        await broker.Storage.Documents.PutAsync(default, map with { ExpiresAt = Instant.Of(broker.Clock.GetUtcNow().AddHours(1)) }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (await broker.PostAsync("/subscriptions", Bodies.Subscriptions[0])).Status);
        Assert.Equal(201, (await broker.PostAsync("/csourceSubscriptions", Bodies.Subscriptions[0].Replace("Subscription:1", "Subscription:2"))).Status);
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Sources[0].Replace("Registration:2", "Registration:1"))).Status);
        Assert.Equal(201, (await broker.PostAsync("/snapshots", Snapshots[0].Replace("Snapshot:2", "Snapshot:1"))).Status);
        return broker;
    }

    private static async Task<string> StateAsync(TestBroker broker)
    {
        var entities = await broker.GetAsync("/entities?local=true&limit=1000&options=sysAttrs");
        Assert.True(entities.Status == 200, entities.Body);
        var contexts = await broker.GetAsync("/jsonldContexts?kind=Hosted");
        var past = await broker.GetAsync($"{Past}?options=sysAttrs&{Whole}&lastN=9");
        Assert.True(past.Status is 200 or 206, past.Body);
        var map = await broker.GetAsync(Map);
        Assert.True(map.Status is 200 or 404, map.Body);
        var listed = await broker.GetAsync("/subscriptions?limit=1000&options=sysAttrs");
        Assert.True(listed.Status == 200, listed.Body);
        // As they are stored: what has become of notifications changes by itself, and so does how far a snapshot is.
        var stored = new List<string>();
        foreach (var kind in (DocumentKind[])[DocumentKind.Subscription, DocumentKind.Registration, DocumentKind.RegistrationSubscription, DocumentKind.Snapshot])
        {
            stored.AddRange((await broker.Storage.Documents.ListAsync(kind, TestContext.Current.CancellationToken))
                .Select(one => kind == DocumentKind.Snapshot
                    ? JsonNode.Parse(one.Document.Body.Span)!["form"]!.ToJsonString() : Encoding.UTF8.GetString(one.Document.Body.Span)).Order(StringComparer.Ordinal));
        }
        var maps = await broker.Storage.Documents.CountAsync(default, DocumentKind.EntityMap, TestContext.Current.CancellationToken);
        return $"{entities.Body}{contexts.Body}{past["Content-Range"]}{past.Body}{maps}{(map.Status == 404 ? "" : map.Body)}{string.Join('\n', stored)}";
    }
}
