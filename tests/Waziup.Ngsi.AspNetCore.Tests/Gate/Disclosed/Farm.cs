namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>A broker under the lossy policy, and entities in it that named tests use.</summary>
static class Farm
{
    public const string One = "/entities/urn:ngsi-ld:Reading:1";
    public const string PastOfOne = "/temporal/entities/urn:ngsi-ld:Reading:1";

    /// <summary>Every attribute of a reading but its value; what is secret in it holds S3CR3T or 4711.</summary>
    public const string Rest = """
        "crop":{"type":"Property","value":"maize","s3cr3tSub":{"type":"Property","value":4711}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:S3CR3T"},
        "note":[{"type":"Property","value":"S3CR3T"},{"type":"Property","value":4711,"datasetId":"urn:d:S3CR3T"}],
        "depth":[{"type":"Property","value":1},{"type":"Property","value":4711,"datasetId":"urn:d:S3CR3T"}],
        "soil":{"type":"Property","value":3,"calibration":{"type":"Property","value":4711}},"label":{"type":"Property","value":"a"},"level":{"type":"Property","value":1}
        """;

    public static Task<TestBroker> StartAsync(
        LossyPolicy? policy = null, Action<Broker.NgsiLdOptions>? options = null, Ngsi.Federation.IContextSource? source = null, Ngsi.Storage.IStorage? storage = null) =>
        TestBroker.StartAsync(policy ?? new LossyPolicy(), options, source, storage);

    /// <summary>A broker with one reading of a value, or more of them.</summary>
    public static async Task<TestBroker> WithAsync(string value, string rest = "", int number = 1)
    {
        var broker = await StartAsync();
        await broker.CreateAsync(Reading(number, $"\"numValue\":{Celsius(value)}{(rest.Length > 0 ? "," : "")}{rest}"), LossyPolicy.Root);
        return broker;
    }

    public static string Reading(int number, string attributes, string type = "Reading") =>
        $$"""{"id":"urn:ngsi-ld:{{type}}:{{number}}","type":"{{type}}",{{attributes}}}""";

    public static string Celsius(string value, string more = "") => $$"""{"type":"Property","value":{{value}},"unitCode":"CEL"{{more}}}""";

    public static string Place(double longitude, double latitude) =>
        FormattableString.Invariant($$"""{"type":"GeoProperty","value":{"type":"Point","coordinates":[{{longitude}},{{latitude}}]} }""");

    /// <summary>Changes attributes as root and insists on success.</summary>
    public static async Task ChangeAsync(this TestBroker broker, string attributes, string entity = One) =>
        (await broker.PostAsync(entity + "/attrs", $"{{{attributes}}}", LossyPolicy.Root)).IsBare(204);

    /// <summary>Adds to the history as root.</summary>
    public static async Task RecordAsync(this TestBroker broker, string attributes) =>
        (await broker.PostAsync(PastOfOne + "/attrs", $"{{{attributes}}}", LossyPolicy.Root)).IsBare(204);
}
