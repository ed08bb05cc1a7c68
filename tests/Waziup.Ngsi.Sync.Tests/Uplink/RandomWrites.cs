using System.Globalization;
using Waziup.Ngsi.Contract;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>Writes to a gateway as its clients do, at random.</summary>
sealed class RandomWrites(Random dice, LocalBroker gateway, ManualTime clock)
{
    private static readonly string[] Types = ["Device", "Pump", "Soil"];
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[] Tenants = ["", "", "farm"];

    /// <summary>What was written, in order.</summary>
    public List<string> Done { get; } = [];

    public async Task WriteAsync()
    {
        var tenant = Pick(Tenants);
        var id = $"urn:ngsi-ld:X:{dice.Next(4)}";
        var (method, path, body) = Next(id);
        var status = await gateway.WriteAsync(method, path, body, tenant);
        if (Environment.GetEnvironmentVariable("WAZIUP_TRACE") is not null)
            Done.Add($"{clock.GetUtcNow():HH:mm:ss.fff} {tenant} {method} {path} {body} {status}");
        // A few do not fit what is there; nobody may break the gateway.
        Assert.True(status < 400 || status is 404 or 409 or 400, $"{method} {path} {body}: {status}");
    }

    private (string Method, string Path, string? Body) Next(string id) => dice.Next(20) switch
    {
        < 3 => ("POST", "entities", Entity(id)),
        3 => ("POST", "entityOperations/upsert", $"[{Entity(id)}]"),
        < 6 => ("POST", "entityOperations/upsert?options=update", $"[{Entity(id)}]"),
        < 9 => ("PATCH", $"entities/{id}/attrs/{Pick(Names)}", Instance()),
        9 => ("PATCH", $"entities/{id}", $$"""{"{{Pick(Names)}}":{{Instance()}}}"""),
        10 => ("PUT", $"entities/{id}", Entity(id)),
        11 => ("POST", $"entities/{id}/attrs", $$"""{"type":"{{Pick(Types)}}","{{Pick(Names)}}":{{Instance()}}}"""),
        12 => ("POST", $"entities/{id}/attrs", $$"""{"scope":["/s{{dice.Next(3)}}"]}"""),
        13 => ("DELETE", $"entities/{id}/attrs/scope", null),
        14 => ("DELETE", $"entities/{id}/attrs/{Pick(Names)}" + Pick(["", "?datasetId=urn:x:d1", "?deleteAll=true"]), null),
        15 => ("DELETE", $"entities/{id}", null),
        _ => ("POST", "temporal/entities", Readings(id)),
    };

    private string Entity(string id)
    {
        var scope = dice.Next(3) == 0 ? $",\"scope\":\"/s{dice.Next(3)}\"" : "";
        var attributes = Names.Where(_ => dice.Next(2) == 0).Select(name => $",\"{name}\":{Instances()}");
        return $$"""{"id":"{{id}}","type":"{{Pick(Types)}}"{{scope}}{{string.Concat(attributes)}}}""";
    }

    private string Readings(string id)
    {
        // Which of two of the same time in one request counts is nobody's promise; the time is what an instance ends with.
        var instances = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => Instance(isObserved: true)).DistinctBy(text => text[text.IndexOf("observedAt", StringComparison.Ordinal)..]);
        return $$"""{"id":"{{id}}","type":"{{Pick(Types)}}","{{Pick(Names)}}":[{{string.Join(",", instances)}}]}""";
    }

    private string Instances() => dice.Next(3) > 0 ? Instance() : $"[{Instance(dataset: "")},{Instance(dataset: "urn:x:d1")}]";

    private string Instance(bool? isObserved = null, string? dataset = null)
    {
        dataset ??= dice.Next(4) == 0 ? "urn:x:d1" : "";
        var members = $"\"type\":\"Property\",\"value\":{dice.Next(100)}";
        if (dice.Next(6) == 0)
            members = "\"type\":\"Property\",\"value\":{\"x\":[1,\"two\"]},\"unitCode\":\"CEL\"";
        if (dataset.Length > 0)
            members += $",\"datasetId\":\"{dataset}\"";
        if (isObserved ?? dice.Next(3) > 0)
            members += $",\"observedAt\":\"{Time():yyyy-MM-ddTHH:mm:ss.fffZ}\"";
        return $"{{{members}}}";
    }

    // Now, some time ago, or one of a few times: then values are corrected. Now and then the clock of a sensor is ahead.
    private DateTimeOffset Time() => dice.Next(8) switch
    {
        < 4 => clock.GetUtcNow(),
        < 6 => clock.GetUtcNow() - TimeSpan.FromMilliseconds(dice.Next(60_000)),
        6 => clock.GetUtcNow() + TimeSpan.FromMilliseconds(dice.Next(60_000)),
        _ => DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture).AddSeconds(dice.Next(5)),
    };

    private T Pick<T>(T[] among) => among[dice.Next(among.Length)];
}
