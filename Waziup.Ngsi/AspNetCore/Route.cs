using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>What kind of body a request carries.</summary>
internal enum BodyKind : byte
{
    /// <summary>None that anybody reads.</summary>
    None,

    /// <summary>JSON whose @context decides about names (6.3.5).</summary>
    Terms,

    /// <summary>A batch: each element has its own @context.</summary>
    Batch,

    /// <summary>JSON in which names mean nothing: ids, a @context to be kept.</summary>
    Raw,

    /// <summary>Anything.</summary>
    Bytes,
}

/// <summary>What an operation answers with.</summary>
internal enum AnswerKind : byte
{
    /// <summary>Nothing, or a result in application/json.</summary>
    Result,

    /// <summary>A document: application/json or application/ld+json.</summary>
    Document,

    /// <summary>Entities: GeoJSON too.</summary>
    Entities,
}

/// <summary>One operation of the HTTP binding (clause 6).</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path below the root; a segment in braces takes any value.</param>
/// <param name="Clause">Where the operation is described.</param>
/// <param name="Body">What the request carries.</param>
/// <param name="Answer">What it is answered with.</param>
/// <param name="Parameters">The URL parameters it knows.</param>
/// <param name="Run">The operation.</param>
internal sealed record Route(
    string Method, string Template, string Clause, BodyKind Body, AnswerKind Answer, string[] Parameters, Func<Exchange, CancellationToken, ValueTask> Run)
{
    /// <summary>The values that <c>options</c> may have here.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>What has to be true of the tenant (4.14).</summary>
    public TenantDemand Tenant { get; init; }

    /// <summary>The same as a stream of events, for clients that ask for it; null: there is none.</summary>
    public Func<Exchange, CancellationToken, ValueTask>? Feed { get; init; }

    public string[] Segments { get; } = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
