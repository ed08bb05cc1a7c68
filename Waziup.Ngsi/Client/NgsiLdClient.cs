using Waziup.Ngsi.Client.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>A client for any NGSI-LD context broker.</summary>
/// <remarks>Safe for concurrent use; make one and keep it. It disposes nothing: the <see cref="HttpClient"/> belongs to who made it.</remarks>
public sealed class NgsiLdClient
{
    private readonly Connection _connection;

    /// <summary>Makes a client.</summary>
    /// <param name="http">What sends; its BaseAddress is the broker, with or without <c>/ngsi-ld/v1</c>.</param>
    /// <param name="options">How it asks; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    public NgsiLdClient(HttpClient http, NgsiLdClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        var own = (options ?? new NgsiLdClientOptions()) with { };
        Check(own);
        _connection = new Connection(http, own);
        Entities = new EntityRequests(_connection);
        Attributes = new AttributeRequests(_connection);
        Batches = new BatchRequests(_connection);
        History = new HistoryRequests(_connection);
        Subscriptions = new SubscriptionRequests(_connection);
        Registrations = new RegistrationRequests(_connection);
    }

    /// <summary>Whole entities: create, retrieve, query, merge, replace, delete.</summary>
    public EntityRequests Entities { get; }

    /// <summary>Attributes of one entity.</summary>
    public AttributeRequests Attributes { get; }

    /// <summary>Many entities at once.</summary>
    public BatchRequests Batches { get; }

    /// <summary>The past of entities.</summary>
    public HistoryRequests History { get; }

    /// <summary>Subscriptions to changes.</summary>
    public SubscriptionRequests Subscriptions { get; }

    /// <summary>Registrations of context sources.</summary>
    public RegistrationRequests Registrations { get; }

    /// <summary>The same client for another tenant, over the same connections.</summary>
    /// <param name="tenant">The name; null or empty for the default tenant.</param>
    public NgsiLdClient ForTenant(string? tenant) => new(_connection.Http, _connection.Options with { Tenant = tenant });

    private static void Check(NgsiLdClientOptions options)
    {
        if (!TenantId.TryParse(options.Tenant, out _))
            throw new ArgumentException($"'{options.Tenant}' is no name of a tenant: 1 to 64 of A-Z, a-z, 0-9, _ and -", nameof(options));
        if (options.Context is { IsAbsoluteUri: false })
            throw new ArgumentException("Context is an absolute URL", nameof(options));
        if (options.PageSize < 1 || options.BatchSize < 1 || options.MaxBatchBytes < 1 || options.MaxAnswerBytes < 1)
            throw new ArgumentException("PageSize, BatchSize, MaxBatchBytes and MaxAnswerBytes are at least 1", nameof(options));
        if (options.ReadTimeout <= TimeSpan.Zero || options.ReadTimeout > TimeSpan.FromDays(1))
            throw new ArgumentException("ReadTimeout is more than 0, and a day at most", nameof(options));
        if (options.Retries < 0 || options.MaxRetryDelay < TimeSpan.Zero)
            throw new ArgumentException("Retries and MaxRetryDelay are not negative", nameof(options));
        ArgumentNullException.ThrowIfNull(options.Clock, nameof(options));
    }
}
