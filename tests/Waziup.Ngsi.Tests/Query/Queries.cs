using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Tests.JsonLd;
using Waziup.Ngsi.Tests.Model;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Entities of a few attributes, created on 1 March 2026 and queried on 1 June.</summary>
internal static class Queries
{
    public static readonly ActiveContext Terms = new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;

    public static readonly Instant Now = ExampleOperation.Time("2026-06-01T00:00:00Z");

    private static readonly Instant Creation = ExampleOperation.Time("2026-03-01T00:00:00Z");

    /// <param name="members">What the body says behind id and type: the inside of a JSON object.</param>
    /// <param name="id">The last part of the id.</param>
    /// <param name="type">The type, as JSON.</param>
    public static Entity Entity(string members, string id = "1", string type = "\"T\"")
    {
        var json = $$"""{"id":"urn:ngsi-ld:T:{{id}}","type":{{type}}{{(members.Length == 0 ? "" : "," + members)}}}""";
        return EntityReader.Read(Encoding.UTF8.GetBytes(json), Terms, new ReadRules(NullRule.Refused)).Created(Creation);
    }

    public static Iri Name(string term) =>
        Terms.TryExpand(Encoding.UTF8.GetBytes(term), out var name) ? name : throw new ArgumentException(term, nameof(term));

    public static bool Matches(string q, string members, params string[] expandValues) =>
        Evaluator.Matches(QParser.Parse("q", q, new QOptions(Terms, 0, [.. expandValues.Select(Name)])), Entity(members), Now);

    public static int StatusOf(Action parse) => Assert.Throws<NgsiLdException>(parse).Error.Status;
}
