using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Fuzz;

/// <summary>Mutated parameters and headers: read or refused, and nothing else.</summary>
[Collection(FuzzCollection.Name)]
public sealed class ParserFuzzTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private static readonly ActiveContext Terms =
        new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;

    private static readonly string[] Names = ["en", "de", "en-US", "@none", "", "zh-Hant-TW"];

    /// <summary>What is fuzzed: good texts, what breaks them, and whether the parser took a mutant.</summary>
    private static readonly Dictionary<string, (string[] Good, string[] Pieces, Func<string, bool> Takes)> Parsers = new(StringComparer.Ordinal)
    {
        ["type"] = (
            ["T", "T,U", "(T;U)|V", "((T|ex:U);https://ex.org/V),W", "*", " T ; U "],
            ["(", ")", ",", "|", ";", "*", " ", "((((", "))))", "@id", "é", "\u202E", "urn:a:b", ":", "%"],
            text => TypeParser.Parse(text, Terms) is not null),
        ["attrs"] = (
            ["a,b", "a|https://ex.org/b", "Gerät"],
            [",", "|", "{", "}", "id", "type", "scope", "@context", " ", "é", ",,"],
            text => ProjectionParser.Parse(null, null, text, null, 0, Terms).Attrs is not null),
        ["pick"] = (
            ["id,type,a", "scope", "a,b", "a{id,b{c|d}},e"],
            [",", "|", "{", "}", "id", "@type", "scope", "@context", " ", "é", ",,"],
            text => ProjectionParser.Parse(text, "other", null, null, 2, Terms).Pick is not null),
        ["datasetId"] = (
            ["urn:d:1,@none", "https://ex.org/d?x=1"],
            [",", "@none", " ", ":", "\0", "urn:", "é", "\u200B"],
            text => ProjectionParser.Parse(null, null, null, text, 0, Terms).Datasets is not null),
        ["q"] = (
            [
                "a", "!a", "a==1", "a!=\"x\",\"y\"", "a.b[c.d]>=2.5e3", "(a==1|b==2);c<-3", "a==1..2", "a~=^x.*", "a!~=\"[a;b]\"", "r{T:n}==\"x\"", "r{s{n}}",
                "a.observedAt>=2026-01-01T00:00:00Z", "l[en]==\"x\"", "l[*]!=\"x\"", "s==urn:ngsi-ld:T:1", "t==true", "modifiedAt>\"2020-01-01T00:00:00Z\"",
            ],
            ["(", ")", ";", "|", "==", "!=", "!", "~=", "..", ",", "\"", "\\", "{", "}", "[", "]", "*", ".", ":", " ", "1e999", "urn:", "\uD800", "é", "((((", "true"],
            text => QParser.Parse("q", text, new QOptions(Terms, 2, [])) is not null),
        ["scopeQ"] = (
            ["/a/b", "/#", "/a/+/c", "/a/#", "(/a;/b)|/c,/d", "\"/a,/b\""],
            ["/", "#", "+", "(", ")", ",", "|", ";", "\"", " ", "é", "-", "((((", "1"],
            text => ScopeParser.Parse(text) is not null),
        ["georel"] = (
            ["near;maxDistance==200", "near;minDistance==1.5e3", "within"],
            [";", "==", "=", "-", "0", "1e999", "NaN", "near", "max", " ", "within"],
            text => GeoParser.Parse(text, "Point", "[1,2]", new Iri("urn:a:l")) is not null),
        ["coordinates"] = (
            ["[[[0,0],[1,0],[1,1],[0,0]]]", "[[[0,0,5],[1,0],[1,1],[0,0]],[[0.1,0.1],[0.2,0.1],[0.1,0.2],[0.1,0.1]]]"],
            ["[", "]", ",", "0", "-", "1e9", "null", "\"", "{", "}", "[[", "]]", " ", "181", "],\"type\":\"Point\""],
            text => GeoParser.Parse("within", "Polygon", text, new Iri("urn:a:l")) is not null),
        ["orderBy"] = (
            ["a", "a;desc,b.c;asc", "id", "type;desc", "a[b.c]", "a.createdAt,scope", "l;dist-desc"],
            [",", ";", "asc", "dist-", "[", "]", ".", " ", "{", "id", "é", "@id", "=="],
            text => OrderParser.Parse(text, GeoParser.Geometry("orderFrom", "Point", "[1,2]"), "und", Terms) is not null),
        ["idPattern"] = (
            ["urn:ngsi-ld:T:.*", "^urn:[a-z]+:\\d{2,5}$", "(a|b)*c", "[^:]+"],
            ["(", ")", "*", "+", "{", "}", "{1000}", "{999999999}", "[", "]", "\\", "\\1", "(?=", "(?<a>", "|", "^", "$", ".", "\\p{L}", "(?i)", "\\u"],
            text => Pattern.Parse("idPattern", text).Matches("urn:ngsi-ld:T:12345:" + new string('a', 300)) is var _),
        ["lang"] = (
            ["en", "fr;q=0.8, en;q=0.9,*;q=0.1", "zh-Hant-TW"],
            [",", ";", "q=", "=", "1e999", "-", "*", "0.5", " ", "é", "--"],
            text => LanguageRanges.Parse(text) is { } ranges && (ranges.Choose(Names) is not null) && ranges.Choose([]) is null),
        ["Link"] = (
            ["<https://ex.org/c>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"", "<a>; rel=next, <b>; rel=\"http://www.w3.org/ns/json-ld#context x\""],
            ["<", ">", "\"", ";", ",", "rel=", "=", " ", "\\", "<>", "http://www.w3.org/ns/json-ld#context"],
            text => LinkHeader.ContextUrl(new StringValues([text, null, text])) is not null),
        ["Prefer"] = (
            ["ngsi-ld=1.5", "body=json, ngsi-ld=\"1.3\"; x=y", "return=minimal"],
            [",", ";", "=", "\"", "1.", ".", "999999999999", "-1", "body", "NGSI-LD", " "],
            text => Preferences.Parse(text) is { Version: not null } or { ContextInLink: true }),
        ["Accept"] = (
            ["application/json", "application/ld+json;q=0.5, */*;q=0.1", "application/geo+json, application/*"],
            [",", ";", "q=", "=", "1e9", "NaN", "0", "*", "/", " ", "\"", "application/"],
            text => MediaTypes.Negotiate(text, AnswerKind.Entities) is not null),
        ["Content-Type"] = (
            ["application/json; charset=utf-8", "application/ld+json", "application/merge-patch+json"],
            [";", "/", "+", " ", "charset", "\"", "json"],
            text => MediaTypes.IsBody(text, "PATCH", out _)),
        ["Instant"] = (
            ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456789Z", "2024-02-29T23:59:59,5Z"],
            ["-", ":", "T", "Z", ".", ",", "0", "9", "00", "99", "+02:00", " "],
            text => Instant.TryParse(text, out var instant) && Instant.TryParse(instant.ToString(), out var again) && again == instant),
        ["id"] = (
            ["urn:ngsi-ld:T:1", "https://ex.org/é?x=(1)"],
            [" ", "\u200B", "\uFEFF", "<", "\"", ":", "\0", "\u2028", "%", "北", "\uFFFE", "\uD800"],
            text => EntityId.TryParse(text, out var id) && id.Value == text),
        ["tenant"] = (
            ["farm_1", "a-b"],
            ["~", " ", "é", "/", "..", "\0", "A"],
            text => TenantId.TryParse(text, out var tenant) && tenant.Value == text),
    };

    public static TheoryData<string> Fuzzed { get; } = new(Parsers.Keys);

    [Theory]
    [MemberData(nameof(Fuzzed))]
    public void A_mutated_text_is_read_or_refused(string name)
    {
        var (good, pieces, takes) = Parsers[name];
        Assert.All(good, text => Assert.True(takes(text) || text == "return=minimal", text));
        var mutator = new Mutator(3, good, pieces);
        var count = Math.Max(1000, Mutator.Count / Parsers.Count);
        int taken = 0, refused = 0;
        var watch = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        var slow = "";
        for (var i = 0; i < count; i++)
        {
            var text = mutator.NextText();
            var started = watch.Elapsed;
            try
            {
                _ = takes(text) ? taken++ : refused++;
            }
            catch (NgsiLdException)
            {
                refused++;
            }
            catch (Exception failure)
            {
                Assert.Fail($"{name}, mutant {i}: {text}\n{failure}");
            }
            if (watch.Elapsed - started is var time && time > slowest)
                (slowest, slow) = (time, text);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {count} inputs in {watch.Elapsed.TotalSeconds:F1} s, {taken} read, {refused} refused, the slowest {slowest.TotalMilliseconds:F1} ms: {slow}");

        Assert.True(slowest < Hang, $"{slow} took {slowest}");
        Assert.True(taken > count / 50 && refused > count / 50, $"{taken} read, {refused} refused");
    }
}
