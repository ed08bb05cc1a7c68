namespace Waziup.Ngsi.Model;

/// <summary>The error types of 5.5.2 with the statuses of 6.3.2, and the few of ours that the standard leaves open.</summary>
public static class NgsiLdErrors
{
    private const string Prefix = "https://uri.etsi.org/ngsi-ld/errors/";
    private const string OwnPrefix = "https://waziup.org/ngsi-ld/errors/";

    /// <summary>The request itself is malformed: no JSON, an unknown parameter.</summary>
    public static NgsiLdError InvalidRequest(string detail) => new(Prefix + "InvalidRequest", "Invalid request", 400, detail);

    /// <summary>Well-formed, but against the data model, the operation or a grammar.</summary>
    public static NgsiLdError BadRequestData(string detail) => new(Prefix + "BadRequestData", "Bad request data", 400, detail);

    /// <summary>The id to be created is taken.</summary>
    public static NgsiLdError AlreadyExists(string id) => new(Prefix + "AlreadyExists", "Already exists", 409, $"{id} already exists");

    /// <summary>Something else stands in the way of the operation.</summary>
    public static NgsiLdError Conflict(string detail) => new(Prefix + "Conflict", "Conflict", 409, detail);

    /// <summary>No such entity, attribute, instance or document.</summary>
    public static NgsiLdError NotFound(string what) => new(Prefix + "ResourceNotFound", "Resource not found", 404, $"there is no {what}");

    /// <summary>The tenant is unknown, or unknown to this caller (4.14).</summary>
    public static NgsiLdError NonexistentTenant(TenantId tenant) =>
        new(Prefix + "NonexistentTenant", "Nonexistent tenant", 404, $"there is no tenant '{tenant.Value}'");

    /// <summary>A remote @context could not be fetched (6.3.2).</summary>
    public static NgsiLdError ContextNotAvailable(string detail) =>
        new(Prefix + "LdContextNotAvailable", "JSON-LD context not available", 504, detail);

    /// <summary>The operation is not offered for this resource.</summary>
    public static NgsiLdError NotSupported(string detail) => new(Prefix + "OperationNotSupported", "Operation not supported", 422, detail);

    /// <summary>More results were asked for than the server gives at once.</summary>
    public static NgsiLdError TooManyResults(string detail) => new(Prefix + "TooManyResults", "Too many results", 403, detail);

    /// <summary>A query would cost more than the server spends on one.</summary>
    public static NgsiLdError TooComplexQuery(string detail) => new(Prefix + "TooComplexQuery", "Too complex query", 403, detail);

    /// <summary>The caller lacks a right that does not hide the resource.</summary>
    public static NgsiLdError Forbidden(string detail) => new(OwnPrefix + "Forbidden", "Forbidden", 403, detail);

    /// <summary>The tenant holds as much as it may.</summary>
    public static NgsiLdError LimitReached(string detail) => new(OwnPrefix + "LimitReached", "Limit reached", 403, detail);

    /// <summary>A request has come back to a broker through which it came (6.3.18).</summary>
    public static NgsiLdError LoopDetected(string detail) => new(OwnPrefix + "LoopDetected", "Loop detected", 508, detail);

    /// <summary>A context source that alone could answer has failed (6.3.17).</summary>
    public static NgsiLdError SourceFailed(string detail) => new(OwnPrefix + "SourceFailed", "Context source failed", 502, detail);

    /// <summary>A context source that alone could answer has not done so in time (6.3.17).</summary>
    public static NgsiLdError SourceSilent(string detail) => new(OwnPrefix + "SourceSilent", "Context source silent", 504, detail);

    /// <summary>More requests come than are allowed.</summary>
    public static NgsiLdError TooManyRequests(string detail) => new(OwnPrefix + "TooManyRequests", "Too many requests", 429, detail);

    /// <summary>A caller has to say who it is.</summary>
    public static NgsiLdError Unauthorized(string detail) => new(OwnPrefix + "Unauthorized", "Unauthorized", 401, detail);

    /// <summary>The body is larger than the server accepts.</summary>
    public static NgsiLdError TooLarge(string detail) => new(OwnPrefix + "PayloadTooLarge", "Payload too large", 413, detail);

    /// <summary>The server cannot store anything now; reads may still work.</summary>
    public static NgsiLdError StorageUnavailable(string detail) => new(OwnPrefix + "StorageUnavailable", "Storage unavailable", 503, detail);

    /// <summary>What was decided about a write does not hold any more: meanwhile others have come to stand in for what it is about. Nothing was written.</summary>
    public static NgsiLdError Overtaken { get; } = new(
        OwnPrefix + "Overtaken", "Overtaken", 503, "registrations have changed while the request was carried out; try again");

    /// <summary>The server has no room for the request now.</summary>
    public static NgsiLdError Overloaded(string detail) => new(OwnPrefix + "Overloaded", "Overloaded", 503, detail);

    /// <summary>The medium is full.</summary>
    public static NgsiLdError StorageFull(string detail) => new(OwnPrefix + "StorageFull", "Storage full", 507, detail);

    /// <summary>An unexpected failure; its cause is in the server's log under the given trace id.</summary>
    public static NgsiLdError Internal(string traceId) =>
        new(Prefix + "InternalError", "Internal error", 500, $"the request failed; the operator finds the reason under {traceId}");

    /// <summary>What has to be a point in time is none (4.6.3).</summary>
    internal static NgsiLdException NotATime(string what) => Bad($"{what} is not a UTC date and time such as 2026-01-31T12:00:00Z");

    /// <summary>Shorthand for <see cref="BadRequestData"/> as an exception that ends the request.</summary>
    internal static NgsiLdException Bad(string detail) => new(BadRequestData(detail));
}
