using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using Waziup.Ngsi.Client;

namespace Waziup.Ngsi.NewtonsoftJson;

/// <summary>The client with JObjects in place of its own entities.</summary>
public static class NgsiLdClientExtensions
{
    /// <inheritdoc cref="EntityRequests.CreateAsync"/>
    public static Task<NgsiBatchResult> CreateAsync(this EntityRequests requests, JObject entity, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return requests.CreateAsync(entity.ToNgsiEntity(), cancel);
    }

    /// <inheritdoc cref="EntityRequests.RetrieveAsync"/>
    public static async Task<JObject?> RetrieveJObjectAsync(
        this EntityRequests requests, ResourceId id, NgsiRetrieval? retrieval = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var entity = await requests.RetrieveAsync(id, retrieval, cancel);
        return entity?.ToJObject();
    }

    /// <inheritdoc cref="EntityRequests.QueryAsync"/>
    public static async IAsyncEnumerable<JObject> QueryJObjectsAsync(
        this EntityRequests requests, NgsiQuery query, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        await foreach (var entity in requests.QueryAsync(query, cancel))
            yield return entity.ToJObject();
    }

    /// <inheritdoc cref="EntityRequests.MergeAsync"/>
    public static Task<NgsiUpdateResult> MergeAsync(
        this EntityRequests requests, ResourceId id, JObject fragment, DateTimeOffset? observedAt = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return requests.MergeAsync(id, fragment.ToNgsiEntity(), observedAt, cancel);
    }

    /// <inheritdoc cref="BatchRequests.UpsertAsync(IEnumerable{NgsiEntity}, NgsiUpsertMode, CancellationToken)"/>
    public static Task<NgsiBatchResult> UpsertAsync(
        this BatchRequests requests, IEnumerable<JObject> entities, NgsiUpsertMode mode = NgsiUpsertMode.Replace, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(entities);
        return requests.UpsertAsync(entities.Select(entity => entity.ToNgsiEntity()), mode, cancel);
    }
}
