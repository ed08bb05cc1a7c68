using System.Globalization;
using Waziup.Ngsi.Client.Http;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on whole entities (5.6, 5.7).</summary>
public sealed class EntityRequests
{
    private readonly Connection _connection;

    internal EntityRequests(Connection connection) => _connection = connection;

    /// <summary>Creates an entity (5.6.1).</summary>
    /// <returns>Complete, but where registered sources took part and one of them failed.</returns>
    /// <exception cref="NgsiLdClientException">409 where it exists; any other refusal.</exception>
    public Task<NgsiBatchResult> CreateAsync(NgsiEntity entity, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return SendAsync(new Ask(HttpMethod.Post, "entities", Body.Of(entity)), entity.Id.Value, cancel);
    }

    /// <summary>Replaces all attributes of an entity that exists (5.6.18).</summary>
    /// <exception cref="NgsiLdClientException">404 where it does not exist; any other refusal.</exception>
    public Task<NgsiBatchResult> ReplaceAsync(NgsiEntity entity, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ResourceId id = entity.Id;
        return SendAsync(new Ask(HttpMethod.Put, Path(id), Body.Of(entity)), id.Value, cancel);
    }

    /// <summary>Merges a fragment into an entity (5.6.17): members of attributes are written.</summary>
    /// <remarks><see cref="NgsiEntityBuilder.Remove"/> deletes an attribute.</remarks>
    /// <param name="id">The entity.</param>
    /// <param name="fragment">What changes.</param>
    /// <param name="observedAt">The time for attributes that had one and bring none.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <exception cref="NgsiLdClientException">404 where it does not exist; any other refusal.</exception>
    public async Task<NgsiUpdateResult> MergeAsync(
        ResourceId id, NgsiEntity fragment, DateTimeOffset? observedAt = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        var query = UrlQuery.Empty.With("observedAt", observedAt is { } time ? Instant.Of(time).ToString() : null);
        using var response = await _connection.SendAsync(new Ask(HttpMethod.Patch, Path(id) + query, Body.Of(fragment)), cancel);
        return await PartialResults.AttributesAsync(response, [.. fragment.AttributeNames], _connection.Options, cancel);
    }

    /// <summary>Deletes an entity (5.6.6).</summary>
    /// <returns>A failure with status 404 where there is no such entity: nothing is left to do then.</returns>
    public async Task<NgsiBatchResult> DeleteAsync(ResourceId id, CancellationToken cancel = default)
    {
        try
        {
            return await SendAsync(Ask.Delete(Path(id)), id.Value, cancel);
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return new NgsiBatchResult([], [], [new NgsiFailure(id.Value, missing.Error)]);
        }
    }

    /// <summary>Reads an entity (5.7.1).</summary>
    /// <returns>Null where there is no such entity. A tenant that does not exist is an exception, and so is a wrong address.</returns>
    public async Task<NgsiEntity?> RetrieveAsync(ResourceId id, NgsiRetrieval? retrieval = null, CancellationToken cancel = default)
    {
        var query = EntityQueries.Of(retrieval ?? new NgsiRetrieval(), _connection.Options);
        try
        {
            using var response = await _connection.SendAsync(Ask.Get(Path(id) + query) with { ForEntities = true }, cancel);
            return await Answer.ReadAsync(response, ClientJson.Default.NgsiEntity, _connection.Options, cancel);
        }
        catch (NgsiLdClientException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads all entities that fit (5.7.2), as they arrive; further pages are asked for when they are needed.</summary>
    /// <remarks>
    /// Entities that are written meanwhile may be missed or come twice: pages are asked for one after the other. What is too long for a URL goes out in
    /// a body.
    /// </remarks>
    public IAsyncEnumerable<NgsiEntity> QueryAsync(NgsiQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var ask = QueryBodies.Ask(query, EntityQueries.Of(query, _connection.Options), EntityQueries.Shape(query, _connection.Options));
        var size = query.PageSize ?? _connection.Options.PageSize;
        return Pages.ReadAsync(_connection, ask, size, ClientJson.Default.NgsiEntity, cancel);
    }

    /// <summary>How many entities fit.</summary>
    public async Task<long> CountAsync(NgsiQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var counting = UrlQuery.Empty.With("limit", "0").With("count", value: true);
        var ask = QueryBodies.Ask(query, EntityQueries.Selection(query).And(counting), counting);
        using var response = await _connection.SendAsync(ask, cancel);
        return response.Headers.TryGetValues("NGSILD-Results-Count", out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count : throw Problem.Unusable(response, "the answer has no NGSILD-Results-Count");
    }

    private static string Path(ResourceId id) => $"entities/{id.Segment}";

    private async Task<NgsiBatchResult> SendAsync(Ask ask, string id, CancellationToken cancel)
    {
        using var response = await _connection.SendAsync(ask, cancel);
        return await PartialResults.EntitiesAsync(response, [id], _connection.Options, cancel);
    }
}
