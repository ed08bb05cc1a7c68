namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Entities that many tests use.</summary>
static class Samples
{
    public const string ContextUrl = "https://ctx.example/tank.jsonld";
    public const string ContextDocument = """{"@context":{"Tank":"https://ex.org/Tank","level":"https://ex.org/level","owner":"https://ex.org/owner"}}""";
    public const string ContextLink = $"Link: <{ContextUrl}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

    public static string Tank(int number, string more = "") =>
        $$"""{"id":"urn:ngsi-ld:Tank:{{number}}","type":"Tank","level":{"type":"Property","value":{{number}},"unitCode":"CMT"}{{more}}}""";
}
