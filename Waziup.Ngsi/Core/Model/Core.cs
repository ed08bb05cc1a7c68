using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>The names of the standard that the model itself has to know.</summary>
internal static class Core
{
    public static ReadOnlySpan<byte> NgsiLd => "https://uri.etsi.org/ngsi-ld/"u8;

    /// <summary>Scope is no attribute, but has a history like one (4.18).</summary>
    public static readonly Iri Scope = new("https://uri.etsi.org/ngsi-ld/scope");

    public static readonly Iri Location = new("https://uri.etsi.org/ngsi-ld/location");
    public static readonly Iri ObservationSpace = new("https://uri.etsi.org/ngsi-ld/observationSpace");
    public static readonly Iri OperationSpace = new("https://uri.etsi.org/ngsi-ld/operationSpace");

    /// <summary>Whether the attribute must be a GeoProperty (4.7).</summary>
    public static bool IsGeo(ReadOnlySpan<byte> iri) =>
        iri.StartsWith(NgsiLd) && (iri.SequenceEqual(Location.Utf8) || iri.SequenceEqual(ObservationSpace.Utf8)
            || iri.SequenceEqual(OperationSpace.Utf8));
}
