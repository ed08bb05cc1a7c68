namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests about snapshots that are refused, or are about somebody else's. What a snapshot holds is tested beside them.</summary>
static class SnapshotProbes
{
    private const string Absent = "/snapshots/urn:ngsi-ld:Snapshot:absent";

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same()
    {
        yield return new("POST snapshots", "/snapshots", """{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Hidden"}],"q":"("}]}""");
        yield return new("POST snapshots", "/snapshots", """{"type":"Snapshot"}""");
        yield return new("DELETE snapshots", "/snapshots?q=snapshotPriority<10");
        yield return new("DELETE snapshots", "/snapshots?q=secret==1");
        yield return new("GET snapshots/{id}", Absent);
        yield return new("PATCH snapshots/{id}", Absent, """{"snapshotPriority":1}""");
        yield return new("DELETE snapshots/{id}", Absent);
        yield return new("POST snapshots/{id}/clone", Absent + "/clone", """{"type":"Snapshot"}""");
        yield return new("GET entities", "/entities?type=Tank", null, "NGSILD-Snapshot: urn:ngsi-ld:Snapshot:absent");
    }
}
