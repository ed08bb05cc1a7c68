namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Writes to the past that name what is hidden, or might take it away.</summary>
static class TemporalWriteProbes
{
    private const string All = "/temporal/entities";
    private const string Instance = "temporal/entities/{id}/attrs/{attr}/{instanceId}";

    // The times of secrets, of what is visible, and one of nothing.
    private static readonly string[] Times = ["2025-06-01T09:00:00Z", "2025-06-01T10:00:00Z", "2025-06-01T10:10:10Z"];

    // As they follow from entity, attribute, datasetId and time: written, recorded, moved, deleted.
    private static readonly (string Entity, string Attribute, string Id)[] Instances =
    [
        .. ((string[])["2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z", "2025-06-01T09:00:00Z", "2025-06-01T09:30:00Z", "2025-06-01T09:45:00Z", "2025-06-01T13:00:00Z"])
            .Select(time => ("Tank:1", "secret", SecretPast.InstanceOf("Tank:1", "secret", time))),
        ("Tank:1", "secret", SecretPast.InstanceOf("Tank:1", "secret", "2025-06-01T09:00:00Z", "urn:d:s")),
        ("Tank:1", "half", SecretPast.InstanceOf("Tank:1", "half", "2025-06-01T09:00:00Z")),
        ("Tank:1", "scope", SecretPast.InstanceOf("Tank:1", "scope", "2025-06-01T08:00:00Z")),
        ("Tank:1", "level", SecretPast.InstanceOf("Tank:1", "secret", "2025-06-01T09:00:00Z")),
        ("Tank:1", "secret", SecretPast.InstanceOf("Tank:1", "level", "2025-06-01T10:00:00Z", written: "2026-01-01T00:15:00Z")),
        ("Tank:1", "level", SecretPast.InstanceOf("Tank:1", "level", "2025-06-01T10:00:00Z", written: "2026-01-01T00:15:00Z")),
        ("Tank:1", "serial", SecretPast.InstanceOf("Tank:1", "serial", "2026-01-01T00:00:00Z")),
        ("Tank:2", "secret", SecretPast.InstanceOf("Tank:2", "secret", "2025-06-01T09:00:00Z")),
        ("Tank:2", "secret", SecretPast.InstanceOf("Tank:2", "secret", "2026-01-01T00:20:00Z")),
        ("Tank:3", "half", SecretPast.InstanceOf("Tank:3", "half", "2025-06-01T09:00:00Z", written: "2026-01-01T00:10:00.000001Z")),
        ("Tank:3", "secret", SecretPast.InstanceOf("Tank:3", "secret", "2025-06-01T09:00:00Z", written: "2026-01-01T00:10:00.000001Z")),
        ("Hidden:9", "level", SecretPast.InstanceOf("Hidden:9", "level", "2026-01-01T00:00:00Z")),
        ("Hidden:8", "level", SecretPast.InstanceOf("Hidden:8", "level", "2026-01-01T00:10:00Z")),
    ];

    /// <summary>Requests that answer the same whether the secrets are there or not, and change nothing of them.</summary>
    public static IEnumerable<Probe> Same() => [.. Records(), .. Removals(), .. OnInstances()];

    /// <summary>An id is taken; something stands in the way of a deletion, be it in the past alone.</summary>
    public static IEnumerable<Probe> Different() =>
    [
        new("POST temporal/entities", All, $$"""{"id":"urn:ngsi-ld:Hidden:9","type":"Tank","level":{{Reading(Times[0])}}}"""),
        new("DELETE temporal/entities/{id}", All + "/urn:ngsi-ld:Tank:1"),
        new("DELETE temporal/entities/{id}", All + "/urn:ngsi-ld:Tank:2"),
        new("DELETE temporal/entities/{id}", All + "/urn:ngsi-ld:Tank:3"),
    ];

    private static IEnumerable<Probe> Records()
    {
        foreach (var id in SecretPast.Ids)
        {
            foreach (var attributes in Attributes(id))
            {
                yield return new("POST temporal/entities/{id}/attrs", $"{All}/{id}/attrs", $"{{{attributes}}}");
                // The place of a hidden instance of an earlier entity stays taken, which shows to who takes its id and guesses the time.
                if (id.EndsWith("Tank:3", StringComparison.Ordinal) && attributes.Contains("half", StringComparison.Ordinal) && attributes.Contains(Times[0], StringComparison.Ordinal))
                    continue;
                // That the id of what is hidden is taken may be known, unless the entity could not have been made anyway.
                if (!id.EndsWith("Hidden:9", StringComparison.Ordinal) || attributes.Contains("secret", StringComparison.Ordinal))
                    yield return new("POST temporal/entities", All, $$"""{"id":"{{id}}","type":"Tank",{{attributes}}}""");
            }
            yield return new("POST temporal/entities", All, $$"""{"id":"{{id}}","type":"Hidden","level":{{Reading(Times[0])}}}""");
        }
        // Who takes the id of something that was deleted does not get its past along.
        yield return new("POST entities", "/entities", """{"id":"urn:ngsi-ld:Hidden:8","type":"Tank","level":{"type":"Property","value":1}}""");
        yield return new("POST entities", "/entities", """{"id":"urn:ngsi-ld:Tank:3","type":"Tank","level":{"type":"Property","value":1}}""");
    }

    private static IEnumerable<string> Attributes(string id)
    {
        foreach (var time in Times)
        {
            // On tank 2 it is not hidden.
            foreach (var name in id.EndsWith("Tank:2", StringComparison.Ordinal) ? ["secret", "level"] : (string[])["secret", "half", "level"])
                yield return $"\"{name}\":{Reading(time)}";
            yield return $"\"level\":{Reading(time)},\"secret\":[{Reading(time, ",\"datasetId\":\"urn:d:s\"")}]";
            yield return $"\"scope\":[{Reading(time).Replace("77", "\"/guess\"", StringComparison.Ordinal)}]";
        }
        yield return "\"scope\":\"/guess\"";
        yield return """ "secret":[{"type":"Property","value":"urn:ngsi-ld:null","deletedAt":"2025-06-01T13:00:00Z"}] """;
        yield return """ "secret":{"type":"Property","value":77} """;
    }

    private static IEnumerable<Probe> Removals()
    {
        foreach (var id in SecretPast.Ids)
        {
            foreach (var name in (string[])["secret", "half", "scope", "level", "absent"])
            {
                if (id.EndsWith("Tank:2", StringComparison.Ordinal) && name == "half")
                    continue;
                foreach (var query in (string[])["", "?datasetId=urn:d:s", "?deleteAll=true"])
                    yield return new("DELETE temporal/entities/{id}/attrs/{attr}", $"{All}/{id}/attrs/{name}{query}");
            }
        }
        foreach (var id in (string[])["Hidden:9", "Hidden:8", "Absent:1"])
            yield return new("DELETE temporal/entities/{id}", $"{All}/urn:ngsi-ld:{id}");
    }

    private static IEnumerable<Probe> OnInstances()
    {
        foreach (var (entity, attribute, id) in Instances)
        {
            var path = $"{All}/urn:ngsi-ld:{entity}/attrs/{attribute}/{id}";
            yield return new("DELETE " + Instance, path);
            foreach (var time in Times)
                yield return new("PATCH " + Instance, path, $$"""{"{{attribute}}":[{{Reading(time)}}]}""");
            yield return new("PATCH " + Instance, path, $$$"""{"{{{attribute}}}":{"type":"Property","value":77}}""");
            yield return new("PATCH " + Instance, path, $$"""{"{{attribute}}":[{{Reading(Times[2], ",\"datasetId\":\"urn:d:s\"")}}]}""");
        }
    }

    private static string Reading(string time, string more = "") => $$"""{"type":"Property","value":77{{more}},"observedAt":"{{time}}"}""";
}
