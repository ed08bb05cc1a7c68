using System.Text;
using Waziup.Load.Bench;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>What the benchmarks work on: the entity of the load workloads, as it is sent and as it is stored.</summary>
internal static class Given
{
    /// <summary>The instant at which everything happens.</summary>
    public static readonly Instant Now = Instant.Of(new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero));

    static readonly ContextResolver Contexts = new(new NoLoader(), TimeProvider.System, new ContextOptions());

    /// <summary>The entity in normalized form, 546 bytes.</summary>
    public static byte[] Normalized { get; } = Encoding.UTF8.GetBytes(Sample.Loaded(12345));

    /// <summary>The same in concise form.</summary>
    public static byte[] Concise { get; } = Encoding.UTF8.GetBytes(
        """
        {"id":"urn:ngsi-ld:WeatherStation:p000012345","type":"WeatherStation","name":"Station p000012345","temperature":{"value":27.5,"unitCode":"CEL","observedAt":"2024-01-01T00:00:00.000Z"},"humidity":{"value":67,"unitCode":"P1","observedAt":"2024-01-01T00:00:00.000Z"},"batteryLevel":0.871,"refDevice":{"object":"urn:ngsi-ld:Device:p000012345"},"location":{"type":"Point","coordinates":[-16.2471,14.0253]}}
        """);

    /// <summary>The body of a PATCH of one attribute.</summary>
    public static byte[] OneAttribute { get; } = Encoding.UTF8.GetBytes(
        """{"temperature":{"type":"Property","value":21.25,"unitCode":"CEL","observedAt":"2024-03-01T12:00:00.000Z"}}""");

    public static ReadRules WholeEntity { get; } = new(NullRule.Refused, NeedsId: true);

    public static ReadRules Fragment { get; } = new(NullRule.DeletesInstances, NeedsId: false);

    /// <summary>The names without a context of the sender's own.</summary>
    public static ActiveContext CoreTerms => Contexts.Default;

    /// <summary>A context that gives every attribute of the entity another IRI.</summary>
    public static async Task<ActiveContext> OwnTermsAsync() =>
        await Contexts.ResolveAsync(
            "",
            """
            {"WeatherStation":"https://example.org/station/WeatherStation","name":"https://example.org/station/name","temperature":"https://example.org/station/temperature","humidity":"https://example.org/station/humidity","batteryLevel":"https://example.org/station/batteryLevel","refDevice":{"@id":"https://example.org/station/refDevice","@type":"@id"}}
            """u8.ToArray(),
            CancellationToken.None);

    /// <summary>The entity as it is stored.</summary>
    public static Entity Stored(ActiveContext terms)
    {
        var fragment = EntityReader.Read(Normalized, terms, WholeEntity);
        return Patch.Apply(null, new Mutation(MutationKind.Create, fragment.Id, fragment), Now).After!;
    }

    public static EntityView View(Entity entity) => EntityView.Of(entity, Grant.Open, Projection.Whole, Now)!;

    sealed class NoLoader : IContextLoader
    {
        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) =>
            throw new InvalidOperationException("The benchmarks use inline contexts.");
    }
}
