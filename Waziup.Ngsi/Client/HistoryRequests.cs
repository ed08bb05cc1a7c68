using System.Net;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on the past of entities (5.6.11, 5.6.16, 5.7.3).</summary>
public sealed class HistoryRequests
{
    private readonly Connection _connection;

    internal HistoryRequests(Connection connection) => _connection = connection;

    /// <summary>Reads the past of an entity.</summary>
    /// <returns>Null where there is no such entity.</returns>
    public async Task<NgsiHistory?> RetrieveAsync(ResourceId id, NgsiHistoryQuery? query = null, CancellationToken cancel = default)
    {
        var path = $"temporal/entities/{id.Segment}{EntityQueries.Of(query ?? new NgsiHistoryQuery())}";
        try
        {
            using var response = await _connection.SendAsync(Ask.Get(path) with { ForEntities = true }, cancel);
            var entity = await Answer.ReadAsync(response, ClientJson.Default.NgsiEntity, _connection.Options, cancel);
            var (start, end) = TimeRange.Of(response);
            return new NgsiHistory(entity, response.StatusCode == HttpStatusCode.PartialContent, start, end);
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Adds readings to the past of an entity, which need not exist (5.6.11).</summary>
    public Task UpsertAsync(NgsiEntity entity, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _connection.SendOnlyAsync(new Ask(HttpMethod.Post, "temporal/entities", Body.Of(entity)), cancel);
    }

    /// <summary>Deletes the past of an entity (5.6.16).</summary>
    /// <returns>False where there is no such entity.</returns>
    public async Task<bool> DeleteAsync(ResourceId id, CancellationToken cancel = default)
    {
        try
        {
            await _connection.SendOnlyAsync(Ask.Delete($"temporal/entities/{id.Segment}"), cancel);
            return true;
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return false;
        }
    }
}
