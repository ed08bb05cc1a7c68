using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Server.Options;

/// <summary>Reads which index is to be made: <c>type=Station,values=level</c>, <c>tenant=farm,type=Station,places=location</c>.</summary>
internal static class IndexText
{
    /// <exception cref="FormatException">It does not say that; the message says what it looks like.</exception>
    public static IndexRule Read(string text)
    {
        var parts = new RuleText(text, "[tenant=NAME,]type=TYPE, then values=ATTRIBUTE or places=ATTRIBUTE");
        var (tenant, type) = (parts.Tenant("tenant"), parts.Name("type"));
        var (values, places) = (parts.Name("values"), parts.Name("places"));
        parts.End(isComplete: type is not null && (values is null) != (places is null));
        return new IndexRule(tenant, new IndexKey(type!, (values ?? places)!, IsPlace: places is not null));
    }
}
