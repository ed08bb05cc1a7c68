namespace Waziup.Ngsi.Broker;

/// <summary>Which addresses the broker may call when a client names them (contexts, later endpoints and sources).</summary>
public sealed class EgressOptions
{
    /// <summary>Whether only public unicast addresses may be called.</summary>
    /// <value>Default true. A host that only its own machine can reach may set it to false.</value>
    public bool OnlyPublic { get; set; } = true;

    /// <summary>Exceptions, as <c>host:port</c>.</summary>
    public ISet<string> Allowed { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
