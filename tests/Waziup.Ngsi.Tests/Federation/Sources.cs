using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>Makes registrations without a broker.</summary>
internal static class Sources
{
    public static readonly ActiveContext Terms = new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;

    public static Registration Registration(
        string id, ImmutableArray<RegisteredInformation> information, SourceMode mode = SourceMode.Inclusive, SourceOperations operations = ~SourceOperations.None) => new()
        {
            Tenant = TenantId.Default,
            Id = "urn:r:" + id,
            Owner = Caller.Anonymous,
            Mode = mode,
            Operations = operations,
            Information = information,
            Endpoint = new Uri("http://source.example"),
            Management = new SourceManagement(false, null, null),
            Description = EntityReader.Read(Encoding.UTF8.GetBytes($$"""{"id":"urn:r:{{id}}","type":"ContextSourceRegistration"}"""), Terms, new ReadRules()),
        };

    public static RegisteredInformation Information(IEnumerable<RegisteredEntity> entities, params string[] attributes) =>
        new([.. entities], attributes.Length == 0 ? null : attributes.Select(Name).ToFrozenSet());

    public static RegisteredEntity Entity(string[] types, string? id = null, string? pattern = null) =>
        new([.. types.Select(Name)], id is null ? default : Id(id), pattern is null ? null : Pattern.Parse("idPattern", pattern));

    public static Iri Name(string name) => new("https://ex.org/" + name);

    public static EntityId Id(string id) => EntityId.TryParse(id, out var one) ? one : throw new FormatException(id);
}
