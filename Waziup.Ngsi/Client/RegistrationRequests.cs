using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on registrations of context sources (5.9, 5.10).</summary>
public sealed class RegistrationRequests
{
    private readonly Documents<NgsiRegistration> _documents;

    internal RegistrationRequests(Connection connection) =>
        _documents = new Documents<NgsiRegistration>(connection, "csourceRegistrations", ClientJson.Default.NgsiRegistration, registration => registration.More);

    /// <summary>Registers a source (5.9.2).</summary>
    /// <returns>The id of the registration.</returns>
    public Task<string> CreateAsync(NgsiRegistration registration, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        return _documents.CreateAsync(registration, cancel);
    }

    /// <summary>Reads a registration (5.10.1), null where there is none.</summary>
    public Task<NgsiRegistration?> RetrieveAsync(ResourceId id, CancellationToken cancel = default) => _documents.FindAsync(id, cancel);

    /// <summary>Reads the registrations that could answer a query (5.10.2), page by page.</summary>
    /// <param name="query">What the sources are wanted for; a broker may insist on a type or an attribute.</param>
    /// <param name="cancel">Ends the reading.</param>
    public IAsyncEnumerable<NgsiRegistration> ListAsync(NgsiQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _documents.ListAsync(EntityQueries.Selection(query).ToString(), cancel);
    }

    /// <summary>Changes a registration (5.9.3): the members that are set; a JSON null in <see cref="NgsiRegistration.More"/> takes one away.</summary>
    public Task UpdateAsync(ResourceId id, NgsiRegistration fragment, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        return _documents.UpdateAsync(id, fragment, cancel);
    }

    /// <summary>Ends a registration (5.9.4).</summary>
    /// <returns>False where there is none.</returns>
    public Task<bool> DeleteAsync(ResourceId id, CancellationToken cancel = default) => _documents.DeleteAsync(id, cancel);
}
