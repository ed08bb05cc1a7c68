using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class InlineContextTests
{
    [Theory]
    // A term: string, object, with coercion and container, which change nothing.
    [InlineData("""{"speed":"https://ex.org/speed"}""", "speed", "https://ex.org/speed")]
    [InlineData("""{"speed":{"@id":"https://ex.org/speed"}}""", "speed", "https://ex.org/speed")]
    [InlineData("""{"isParked":{"@id":"https://ex.org/parked","@type":"@id"}}""", "isParked", "https://ex.org/parked")]
    [InlineData("""{"when":{"@id":"https://ex.org/when","@type":"DateTime","@container":["@set"],"@language":null}}""", "when", "https://ex.org/when")]
    // Terms that build on others, in any order.
    [InlineData("""{"ex":"https://ex.org/","speed":"ex:speed"}""", "speed", "https://ex.org/speed")]
    [InlineData("""{"speed":"ex:speed","ex":"https://ex.org/"}""", "speed", "https://ex.org/speed")]
    [InlineData("""{"velocity":"speed","speed":{"@id":"ex:speed"},"ex":"https://ex.org/"}""", "velocity", "https://ex.org/speed")]
    [InlineData("""{"ex:speed":{"@type":"DateTime"},"ex":"https://ex.org/"}""", "ex:speed", "https://ex.org/speed")]
    [InlineData("""{"ex:speed":{"@id":"ex:speed"},"ex":"https://ex.org/"}""", "ex:speed", "https://ex.org/speed")]
    [InlineData("""{"speed":"ngsi-ld:mySpeed"}""", "speed", "https://uri.etsi.org/ngsi-ld/mySpeed")]
    [InlineData("""{"place":"location"}""", "place", "https://uri.etsi.org/ngsi-ld/location")]
    // Compact IRIs in names.
    [InlineData("""{"ex":"https://ex.org/"}""", "ex:speed", "https://ex.org/speed")]
    [InlineData("""{"ex":"https://ex.org/"}""", "ex:", "https://ex.org/")]
    [InlineData("""{"ex":"https://ex.org/"}""", "ex://speed", "ex://speed")]
    [InlineData("""{"ex":{"@id":"https://ex.org/","@prefix":true}}""", "ex:speed", "https://ex.org/speed")]
    [InlineData("""{"ex":{"@id":"https://ex.org/","@prefix":false}}""", "ex:speed", "ex:speed")]
    [InlineData("""{"ex":{"@id":"https://ex.org/v#"}}""", "ex:speed", "https://ex.org/v#speed")]
    [InlineData("""{"https":"https://ex.org/"}""", "https://example.org/x", "https://example.org/x")]
    // @vocab matters for definitions only: for names the core's comes last.
    [InlineData("""{"@vocab":"https://ex.org/","speed":{"@type":"@id"}}""", "speed", "https://ex.org/speed")]
    [InlineData("""{"@vocab":"https://ex.org/"}""", "speed", "https://uri.etsi.org/ngsi-ld/default-context/speed")]
    [InlineData("""[{"@vocab":"https://ex.org/"},{"speed":{}}]""", "speed", "https://ex.org/speed")]
    [InlineData("""[{"ex":"https://ex.org/"},{"@vocab":"ex:v#","speed":{}}]""", "speed", "https://ex.org/v#speed")]
    [InlineData("""{"speed":{"@type":"@id"}}""", "speed", "https://uri.etsi.org/ngsi-ld/default-context/speed")]
    // The later context wins over the earlier, the core over all.
    [InlineData("""[{"speed":"https://a.org/s"},{"speed":"https://b.org/s"}]""", "speed", "https://b.org/s")]
    [InlineData("""[{"speed":{"@id":"https://a.org/s","@protected":true}},{"speed":"https://b.org/s"}]""", "speed", "https://b.org/s")]
    [InlineData("""[{"speed":"https://a.org/s"},{"speed":"speed2","speed2":"https://b.org/s"}]""", "speed", "https://b.org/s")]
    [InlineData("""{"speed":"https://a.org/s","speed":"https://b.org/s"}""", "speed", "https://b.org/s")]
    [InlineData("""{"location":"https://ex.org/location"}""", "location", "https://uri.etsi.org/ngsi-ld/location")]
    [InlineData("""{"ngsi-ld":"https://ex.org/"}""", "ngsi-ld:x", "https://uri.etsi.org/ngsi-ld/x")]
    [InlineData("""{"value":null}""", "value", "https://uri.etsi.org/ngsi-ld/hasValue")]
    // null forgets what came before, but not the core.
    [InlineData("""[{"speed":"https://a.org/s"},null]""", "speed", "https://uri.etsi.org/ngsi-ld/default-context/speed")]
    [InlineData("""[{"@vocab":"https://a.org/"},null,{"speed":{}}]""", "speed", "https://uri.etsi.org/ngsi-ld/default-context/speed")]
    [InlineData("""[null]""", "location", "https://uri.etsi.org/ngsi-ld/location")]
    // What is read and has no effect on names.
    [InlineData("""{"@version":1.1,"@base":"https://b.org/","@language":"de","@direction":"rtl","@propagate":false,"@protected":true,"a":"https://ex.org/a"}""",
        "a", "https://ex.org/a")]
    [InlineData("""{"@type":{"@container":"@set"},"@future":"https://ex.org/x","a":"https://ex.org/a"}""", "a", "https://ex.org/a")]
    [InlineData("""{"a":"@future"}""", "a", "https://uri.etsi.org/ngsi-ld/default-context/a")]
    [InlineData("""{"Höhe":"https://ex.org/Höhe"}""", "Höhe", "https://ex.org/Höhe")]
    [InlineData("""{"\u0061":"https://ex.org/\u0061"}""", "a", "https://ex.org/a")]
    public async Task A_name_is_expanded(string context, string name, string iri)
    {
        var active = await Contexts.Inline(context);

        Assert.Equal(iri, active.Expand(name));
        Assert.Equal(iri, active.Expand(active.Compact(iri)));
        Assert.Equal(iri, active.Expand(iri));
    }

    [Theory]
    [InlineData("""{"a":null}""", "a")]
    [InlineData("""{"a":{"@id":null}}""", "a")]
    [InlineData("""{"a":"@id"}""", "a")]
    [InlineData("""{"a":"type"}""", "a")]
    [InlineData("""{"a":{"@reverse":"https://ex.org/a"}}""", "a")]
    [InlineData("""{"a":{"@id":"https://ex.org/a","@nest":"@nest"}}""", "a")]
    [InlineData("""{"a":"_:b1"}""", "a")]
    public async Task A_term_that_means_no_IRI_is_no_name(string context, string name)
    {
        var active = await Contexts.Inline(context);

        Assert.Equal(JsonLdErrorCode.UnusableName, Assert.Throws<JsonLdException>(() => active.Expand(name)).Code);
        // The default-vocabulary IRI of that name is still written so that it is read back.
        Assert.Equal("ngsi-ld:default-context/" + name, active.Compact(Contexts.DefaultVocabulary + name));
    }

    [Theory]
    [InlineData("""{"speed":"https://ex.org/speed"}""", "https://ex.org/speed", "speed")]
    [InlineData("""{"speed":{"@id":"https://ex.org/speed","@type":"DateTime","@container":"@list"}}""", "https://ex.org/speed", "speed")]
    // Of several terms the shortest, then the first.
    [InlineData("""{"velocity":"https://ex.org/s","speed":"https://ex.org/s","pace2":"https://ex.org/s"}""", "https://ex.org/s", "pace2")]
    [InlineData("""{"sp":"https://uri.etsi.org/ngsi-ld/default-context/speed"}""", "https://uri.etsi.org/ngsi-ld/default-context/speed", "sp")]
    // A name of the default vocabulary, unless the context says that it is something else.
    [InlineData("""{"speed":"https://ex.org/speed"}""", "https://uri.etsi.org/ngsi-ld/default-context/other", "other")]
    [InlineData("""{"speed":"https://ex.org/speed"}""", "https://uri.etsi.org/ngsi-ld/default-context/speed", "ngsi-ld:default-context/speed")]
    [InlineData("""{"speed":"https://ex.org/speed","d":"https://uri.etsi.org/ngsi-ld/default-context/"}""",
        "https://uri.etsi.org/ngsi-ld/default-context/speed", "d:speed")]
    [InlineData("""{"speed":null}""", "https://uri.etsi.org/ngsi-ld/default-context/speed", "ngsi-ld:default-context/speed")]
    // A prefix form, the shortest.
    [InlineData("""{"ex":"https://ex.org/"}""", "https://ex.org/speed", "ex:speed")]
    [InlineData("""{"ex":"https://ex.org/","example":"https://ex.org/v/"}""", "https://ex.org/v/speed", "ex:v/speed")]
    [InlineData("""{"ex":"https://ex.org/","e":"https://ex.org/v/"}""", "https://ex.org/v/speed", "e:speed")]
    [InlineData("""{"b":"https://ex.org/","a":"https://ex.org/"}""", "https://ex.org/speed", "a:speed")]
    [InlineData("""{"ex":"https://ex.org/v"}""", "https://ex.org/vspeed", "https://ex.org/vspeed")]
    [InlineData("""{"ex":{"@id":"https://ex.org/v","@prefix":true}}""", "https://ex.org/vspeed", "ex:speed")]
    [InlineData("""{"ex":{"@id":"https://ex.org/"}}""", "https://ex.org/speed", "https://ex.org/speed")]
    [InlineData("""{"ex":"https:"}""", "https://ex.org/speed", "https://ex.org/speed")]
    [InlineData("""{"ex":"https://ex.org/"}""", "https://ex.org/", "ex")]
    [InlineData("""{"ex":"https://ex.org/","ex:speed":"https://ex.org/speed"}""", "https://ex.org/speed", "ex:speed")]
    // The core's own names stay what they are.
    [InlineData("""{"location":"https://ex.org/location"}""", "https://uri.etsi.org/ngsi-ld/location", "location")]
    [InlineData("""{"location":"https://ex.org/location"}""", "https://ex.org/location", "https://ex.org/location")]
    [InlineData("""{"@vocab":"https://ex.org/"}""", "https://ex.org/speed", "https://ex.org/speed")]
    public async Task An_IRI_is_compacted(string context, string iri, string name)
    {
        var active = await Contexts.Inline(context);

        Assert.Equal(name, active.Compact(iri));
        Assert.Equal(name, System.Text.Encoding.UTF8.GetString(active.Compact(System.Text.Encoding.UTF8.GetBytes(iri))));
        Assert.Equal(iri, active.Expand(name));
    }

    [Theory]
    [InlineData("5", JsonLdErrorCode.InvalidContext)]
    [InlineData("true", JsonLdErrorCode.InvalidContext)]
    [InlineData("{", JsonLdErrorCode.InvalidContext)]
    [InlineData("", JsonLdErrorCode.InvalidContext)]
    [InlineData("""["https://ex.org/dead",7]""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""[["https://ex.org/dead"]]""", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"context.jsonld\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"/context.jsonld\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"ftp://ex.org/c\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"file:///etc/passwd\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"http://\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("\"https://ex.org/\\ud800\"", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@version":1.0}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@version":"1.1"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@vocab":5}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@vocab":"@id"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@propagate":"yes"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@protected":1}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@import":5}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@import":"other.jsonld"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"\ud800":"https://ex.org/a"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"a":"\ud800"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"a":{"@\ud800":1}}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"a":{"@id":"https://ex.org/a","@context":{}}}""", JsonLdErrorCode.ScopedContext)]
    [InlineData("""["https://ex.org/dead",{"a":{"@id":"https://ex.org/a","@context":null}}]""", JsonLdErrorCode.ScopedContext)]
    [InlineData("""{"location":{"@id":"https://ex.org/a","@context":{"b":"https://ex.org/b"}}}""", JsonLdErrorCode.ScopedContext)]
    [InlineData("""{"":"https://ex.org/a"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"@id":"https://ex.org/a"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"@context":{"a":"https://ex.org/a"}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":5}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":["https://ex.org/a"]}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@id":5}}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"a":{"@type":5}}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"a":{"@container":"@bag"}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@container":["@set",1]}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@prefix":"yes"}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@id":"@type","@prefix":true}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a:b":{"@id":"a:b","@prefix":true}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@reverse":5}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"@language":5}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":{"id":"https://ex.org/a"}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":"@context"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"b":null,"a":"b"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"@vocab":null,"a":{}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"@vocab":null,"a":"b"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"ex":"https://ex.org/","ex:speed":"https://other.org/"}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"a":"b","b":"a"}""", JsonLdErrorCode.CyclicDefinition)]
    [InlineData("""{"a":"a:x"}""", JsonLdErrorCode.CyclicDefinition)]
    [InlineData("""{"a":"b:x","b":"c:y","c":"a:z"}""", JsonLdErrorCode.CyclicDefinition)]
    public async Task A_malformed_context_is_refused_before_anything_is_fetched(string context, JsonLdErrorCode code)
    {
        var loader = new FakeLoader();

        Assert.Equal(code, await Contexts.Refused(() => Contexts.Inline(context, loader)));
        Assert.Empty(loader.Loads);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public async Task Naming_nothing_is_the_default_context(string context)
    {
        var resolver = Contexts.Resolver();

        Assert.Same(resolver.Default, await resolver.JsonAsync(context));
    }

    [Fact]
    public async Task The_source_is_what_the_client_sent()
    {
        const string Sent = """[ "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld", {"a": "https://ex.org/a"} ]""";
        var active = await Contexts.Inline(Sent);

        Assert.Equal(Sent, System.Text.Encoding.UTF8.GetString(active.Source.Span));
        Assert.Null(active.Url);
        Assert.False(active.IsDefault);
    }

    [Fact]
    public async Task A_context_longer_than_allowed_is_refused()
    {
        var options = new ContextOptions { MaxDocumentBytes = 40 };

        var refused = await Contexts.Refused(() => Contexts.Inline("""{"a":"https://ex.org/a-rather-long-name"}""", options: options));

        Assert.Equal(JsonLdErrorCode.TooLarge, refused);
        Assert.Equal("https://ex.org/a", (await Contexts.Inline("""{"a":"https://ex.org/a"}""", options: options)).Expand("a"));
    }

    [Fact]
    public async Task The_number_of_terms_is_bounded()
    {
        var options = new ContextOptions { MaxTerms = 3 };
        static string Context(int terms) =>
            "{" + string.Join(',', Enumerable.Range(0, terms).Select(i => $"\"t{i}\":\"https://ex.org/{i}\"")) + "}";

        Assert.Equal(JsonLdErrorCode.TooLarge, await Contexts.Refused(() => Contexts.Inline(Context(4), options: options)));
        Assert.False((await Contexts.Inline(Context(3), options: options)).IsDefault);
    }

    [Fact]
    public async Task A_chain_of_definitions_is_bounded()
    {
        static string Context(int length) =>
            "{" + string.Join(',', Enumerable.Range(0, length).Select(i => $"\"t{i}\":\"t{i + 1}:x\"")) + $",\"t{length}\":\"https://ex.org/\"}}";

        Assert.Equal("https://ex.org/" + new string('x', 50), (await Contexts.Inline(Context(50))).Expand("t0"));
        Assert.Equal(JsonLdErrorCode.TooDeep, await Contexts.Refused(() => Contexts.Inline(Context(10_000))));
    }

    [Fact]
    public async Task IRIs_that_grow_from_definition_to_definition_are_bounded()
    {
        var suffix = new string('x', 200);
        var definitions = Enumerable.Range(1, 1000).Select(i => $"\"t{i}\":\"t{i - 1}:{suffix}\"");
        var context = "{\"t0\":\"https://ex.org/\"," + string.Join(',', definitions) + "}";

        Assert.Equal(JsonLdErrorCode.TooLarge, await Contexts.Refused(() => Contexts.Inline(context)));
    }
}
