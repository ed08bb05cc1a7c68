using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Everything about a request that is not what it asks for: who, where, in which terms, when.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Terms">The @context that names are read and written in.</param>
/// <param name="Now">When the request came.</param>
internal sealed record Call(TenantId Tenant, Caller Caller, ActiveContext Terms, Instant Now)
{
    /// <summary>The operation stays on this broker (6.3.18).</summary>
    public bool Local { get; init; }

    /// <summary>The request as it came.</summary>
    public IIncomingRequest Incoming { get; init; } = NoRequest.Instance;

    /// <summary>The @context of the body was used; then the body holds it.</summary>
    public bool ContextInBody { get; init; }
}
