using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Waziup.Ngsi.Client.Http;

/// <summary>What subscriptions and registrations have in common: documents in a collection, with ids.</summary>
/// <param name="connection">The connection.</param>
/// <param name="collection">The path of the collection.</param>
/// <param name="type">How a document is read and written.</param>
/// <param name="more">The members of a document that its type does not name.</param>
internal sealed class Documents<T>(
    Connection connection, string collection, JsonTypeInfo<T> type, Func<T, IDictionary<string, JsonElement>?> more)
    where T : class
{
    /// <summary>Adds a document and returns its id.</summary>
    public async Task<string> CreateAsync(T document, CancellationToken cancel)
    {
        using var response = await connection.SendAsync(new Ask(HttpMethod.Post, collection, Write(document)), cancel);
        var location = response.Headers.Location?.OriginalString.TrimEnd('/') ?? throw Problem.Unusable(response, "the answer has no Location");
        return Uri.UnescapeDataString(location[(location.LastIndexOf('/') + 1)..]);
    }

    public async Task<T?> FindAsync(ResourceId id, CancellationToken cancel)
    {
        try
        {
            using var response = await connection.SendAsync(Ask.Get($"{collection}/{id.Segment}"), cancel);
            return await Answer.ReadAsync(response, type, connection.Options, cancel);
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    public IAsyncEnumerable<T> ListAsync(string query, CancellationToken cancel) =>
        Pages.ReadAsync(connection, Ask.Get(collection + query), connection.Options.PageSize, type, cancel);

    public Task UpdateAsync(ResourceId id, T fragment, CancellationToken cancel) =>
        connection.SendOnlyAsync(new Ask(HttpMethod.Patch, $"{collection}/{id.Segment}", Write(fragment)), cancel);

    /// <summary>Deletes a document; false where there is none.</summary>
    public async Task<bool> DeleteAsync(ResourceId id, CancellationToken cancel)
    {
        try
        {
            await connection.SendOnlyAsync(Ask.Delete($"{collection}/{id.Segment}"), cancel);
            return true;
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return false;
        }
    }

    private Body Write(T document) => Body.Of(document, type, hasContext: more(document)?.ContainsKey("@context") == true);
}
