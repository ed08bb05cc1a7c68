using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>What must hold for every context and every IRI.</summary>
public sealed class NamePropertyTests
{
    private static readonly string[] Terms =
        ["a", "b", "ab", "ex", "ex2", "speed", "name", "location", "value", "id", "ngsi-ld", "a:b", "ex:speed", "Höhe"];

    private static readonly string[] Roots =
    [
        "https://ex.org/", "https://ex.org/v#", "https://ex.org/v/", "https://other.org", "https://ex.org/?q=", Contexts.DefaultVocabulary,
        "https://uri.etsi.org/ngsi-ld/", "http://purl.org/dc/terms/", "https://purl.org/geojson/vocab#", "urn:ngsi-ld:",
    ];

    private static readonly string[] Rests =
        ["", "a", "b", "ab", "speed", "name", "location", "hasValue", "a/b", "//a", ":", "a:b", "@id", "ex:speed", "title", "é\"\\"];

    private static Gen<string> Iris => from root in Gen.Elements(Roots) from rest in Gen.Elements(Rests) select root + rest;

    private static Gen<string> Definitions => Gen.OneOf(
        Iris.Select(iri => JsonSerializer.Serialize(iri)),
        Gen.Elements(Terms).Select(term => JsonSerializer.Serialize(term)),
        from prefix in Gen.Elements(Terms) from rest in Gen.Elements(Rests) select JsonSerializer.Serialize(prefix + ":" + rest),
        from iri in Iris
        from prefix in Gen.Elements("", ",\"@prefix\":true", ",\"@prefix\":false")
        select $"{{\"@id\":{JsonSerializer.Serialize(iri)}{prefix}}}",
        Gen.Elements("null", "{}", "\"@id\"", "\"@type\"", "{\"@type\":\"@id\"}", "{\"@reverse\":\"https://ex.org/r\"}"));

    private static Gen<string> Members =>
        from term in Gen.Elements(Terms) from definition in Definitions select $"{JsonSerializer.Serialize(term)}:{definition}";

    private static Gen<string> Objects =>
        from members in Gen.ListOf(Members)
        from vocabulary in Gen.Elements("", "", "\"@vocab\":\"https://ex.org/v#\"", "\"@vocab\":null")
        select "{" + string.Join(',', members.Append(vocabulary).Where(member => member.Length > 0)) + "}";

    private static Gen<string> AllContexts =>
        from items in Gen.NonEmptyListOf(Gen.Frequency((5, Objects), (1, Gen.Constant("null")), (1, Gen.Constant($"\"{Contexts.CoreV19}\""))))
        select "[" + string.Join(',', items) + "]";

    [Fact]
    public void An_IRI_is_read_back_from_the_name_that_is_written_for_it()
    {
        var usable = 0;
        Prop.ForAll(AllContexts.ToArbitrary(), Gen.ListOf(Iris).ToArbitrary(), (context, iris) =>
        {
            if (TryResolve(context) is not { } active)
                return true;

            usable++;
            return iris.All(iri => Means(active, active.Compact(iri), iri));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

        Assert.True(usable > 200, $"Only {usable} contexts were usable: the property says little.");
    }

    [Fact]
    public void A_name_keeps_its_meaning_through_expansion_and_compaction()
    {
        var names = Gen.Elements([.. Terms, .. Rests, .. Terms.Select(term => term + ":x"), "undefined"]);
        Prop.ForAll(AllContexts.ToArbitrary(), Gen.ListOf(names).ToArbitrary(), (context, tried) =>
        {
            if (TryResolve(context) is not { } active)
                return true;

            return tried.All(name => !active.TryExpand(Encoding.UTF8.GetBytes(name), out var iri)
                || Means(active, active.Compact(iri.Value), iri.Value) || Confuses(active, iri.Value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Core_names_mean_the_same_in_every_context()
    {
        var core = Contexts.Resolver().Default;
        Prop.ForAll(AllContexts.ToArbitrary(), context =>
            TryResolve(context) is not { } active
            || new[] { "location", "value", "ngsi-ld:x", "description", "Property" }.All(name => active.Expand(name) == core.Expand(name)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    // An IRI such as ex:x, whose scheme the context takes for a prefix or which it defines as null, cannot be written as itself.
    // JSON-LD calls that an error.
    private static bool Confuses(ActiveContext active, string iri) =>
        !iri.AsSpan(iri.IndexOf(':', StringComparison.Ordinal) + 1).StartsWith("//", StringComparison.Ordinal) && !Means(active, iri, iri);

    private static bool Means(ActiveContext active, string name, string iri) =>
        active.TryExpand(Encoding.UTF8.GetBytes(name), out var found) && found.Value == iri;

    private static ActiveContext? TryResolve(string context)
    {
        try
        {
            // Nothing is fetched, so this is done at once.
            var resolved = Contexts.Resolver().ResolveAsync("", Encoding.UTF8.GetBytes(context), TestContext.Current.CancellationToken);
            Assert.True(resolved.IsCompleted);
            return resolved.GetAwaiter().GetResult();
        }
        catch (JsonLdException)
        {
            return null;
        }
    }
}
