using System.Buffers;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>Documents of JSON-LD: an entity with a context of its own, and a graph that names one.</summary>
public sealed class LinkedData : IContextLoader
{
    /// <summary>Where the context of the graph is.</summary>
    public const string ContextUrl = "https://example.org/contexts/farm.jsonld";

    const int Nodes = 200;

    /// <summary>The context that the entity carries.</summary>
    public static byte[] EntityContext { get; } = Encoding.UTF8.GetBytes(
        """{"@context":{"@vocab":"https://example.org/farm/","id":"@id","type":"@type","xsd":"http://www.w3.org/2001/XMLSchema#","ngsi":"https://uri.etsi.org/ngsi-ld/","Property":"ngsi:Property","Relationship":"ngsi:Relationship","GeoProperty":"ngsi:GeoProperty","value":"ngsi:hasValue","object":{"@id":"ngsi:hasObject","@type":"@id"},"observedAt":{"@id":"ngsi:observedAt","@type":"xsd:dateTime"},"unitCode":"ngsi:unitCode"}}""");

    /// <summary>An entity of four attributes with its context.</summary>
    public static byte[] Entity { get; } = Encoding.UTF8.GetBytes(
        $$$"""
        {{{Encoding.UTF8.GetString(EntityContext)[..^1]}}},"id":"urn:ngsi-ld:WeatherStation:p000012345","type":"WeatherStation","name":{"type":"Property","value":"Station p000012345"},"temperature":{"type":"Property","value":27.5,"unitCode":"CEL","observedAt":"2024-01-01T00:00:00.000Z"},"humidity":{"type":"Property","value":67,"unitCode":"P1","observedAt":"2024-01-01T00:00:00.000Z"},"refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:p000012345"}}
        """);

    /// <summary>The context of the graph, as its URL and as the document that is there.</summary>
    public static byte[] GraphContext { get; } = Encoding.UTF8.GetBytes($$"""{"@context":"{{ContextUrl}}"}""");

    /// <summary>What is at <see cref="ContextUrl" />.</summary>
    public static byte[] ContextDocument { get; } = Encoding.UTF8.GetBytes(
        """
        {"@context":{"@version":1.1,"xsd":"http://www.w3.org/2001/XMLSchema#","schema":"http://schema.org/","farm":"https://example.org/farm/","id":"@id","type":"@type",
        "Plot":"farm:Plot","Sensor":{"@id":"farm:Sensor","@context":{"serial":"farm:serialNumber","model":"farm:model"}},
        "name":"schema:name","label":{"@id":"schema:alternateName","@container":"@language"},"description":{"@id":"schema:description","@language":"en"},
        "area":{"@id":"farm:area","@type":"xsd:double"},"planted":{"@id":"farm:planted","@type":"xsd:date"},"crop":{"@id":"farm:crop","@type":"@vocab"},"maize":"farm:maize","rice":"farm:rice",
        "owner":{"@id":"farm:owner","@type":"@id"},"sensors":{"@id":"farm:hasSensor","@type":"@id","@container":"@set"},"corners":{"@id":"farm:corners","@container":"@list"},
        "tags":{"@id":"schema:keywords","@container":"@set"},"measures":{"@id":"farm:measures","@container":"@index"},"partOf":{"@reverse":"farm:contains","@type":"@id"}}}
        """);

    /// <summary>A graph of 200 nodes.</summary>
    public static byte[] Graph { get; } = Encoding.UTF8.GetBytes(WriteGraph());

    /// <summary>A processor that finds the context of the graph in memory.</summary>
    public static JsonLdProcessor Processor() => new(new LinkedData(), TimeProvider.System, new ContextOptions());

    /// <summary>The expanded form of a document.</summary>
    public static async Task<byte[]> ExpandAsync(byte[] document)
    {
        var output = new ArrayBufferWriter<byte>();
        await Processor().ExpandAsync(document, new JsonLdOptions(), output, CancellationToken.None);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc />
    public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) => new(new LoadedContext(ContextDocument, null));

    static string WriteGraph()
    {
        var text = new StringBuilder($$"""{"@context":"{{ContextUrl}}","@graph":[""");
        for (var i = 0; i < Nodes; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(i % 4 == 3 ? Sensor(i) : Plot(i));
        }

        return text.Append("]}").ToString();
    }

    static string Plot(int i) =>
        $$$"""{"id":"https://example.org/plots/{{{i}}}","type":"Plot","name":"Plot {{{i}}}","label":{"en":"Plot {{{i}}}","fr":"Parcelle {{{i}}}"},"description":"North of the road","area":{{{i + 0.5}}},"planted":"2024-05-{{{(i % 28) + 1:00}}}","crop":"{{{(i % 2 == 0 ? "maize" : "rice")}}}","owner":"https://example.org/people/{{{i % 17}}}","sensors":["https://example.org/sensors/{{{i}}}a","https://example.org/sensors/{{{i}}}b"],"corners":[14.1,-16.2,14.2,-16.3],"tags":["irrigated","north"],"measures":{"soil":{"name":"Soil moisture"},"air":{"name":"Air temperature"}},"partOf":"https://example.org/farms/{{{i % 5}}}"}""";

    static string Sensor(int i) =>
        $$$"""{"id":"https://example.org/sensors/{{{i}}}","type":"Sensor","name":"Sensor {{{i}}}","serial":"SN-{{{i}}}","model":"WaziSense","description":"Battery changed in spring","owner":"https://example.org/people/{{{i % 17}}}","tags":["battery","lora","{{{i}}}"]}""";
}
