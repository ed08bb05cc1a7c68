using System.Text.Json.Serialization.Metadata;

namespace Waziup.Ngsi.Client.Http;

/// <summary>What subscriptions and registrations have in common: documents in a collection, with ids.</summary>
internal sealed class Documents<T>(Connection connection, string collection, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>Adds a document and returns its id.</summary>
    public async Task<string> CreateAsync(T document, bool hasContext, CancellationToken cancel)
    {
        using var response = await connection.SendAsync(new Ask(HttpMethod.Post, collection, Body.Of(document, type, hasContext)), cancel);
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

    public Task UpdateAsync(ResourceId id, T fragment, bool hasContext, CancellationToken cancel) =>
        connection.SendOnlyAsync(new Ask(HttpMethod.Patch, $"{collection}/{id.Segment}", Body.Of(fragment, type, hasContext)), cancel);

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
}
