using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on many entities at once (5.6.7 to 5.6.10, 5.6.20).</summary>
/// <remarks>
/// What fails for one entity does not keep the others from being written. Many entities go out in parts, one after the other, as
/// <see cref="NgsiLdClientOptions.BatchSize"/> and <see cref="NgsiLdClientOptions.MaxBatchBytes"/> say. Where a part ends in an exception, the parts
/// before it are done.
/// </remarks>
public sealed class BatchRequests
{
    private readonly Connection _connection;

    internal BatchRequests(Connection connection) => _connection = connection;

    /// <summary>Creates entities; those that exist are failures.</summary>
    public Task<NgsiBatchResult> CreateAsync(IEnumerable<NgsiEntity> entities, CancellationToken cancel = default) =>
        SumAsync("create", entities, cancel);

    /// <summary>Creates entities, or replaces or updates those that exist.</summary>
    public Task<NgsiBatchResult> UpsertAsync(
        IEnumerable<NgsiEntity> entities, NgsiUpsertMode mode = NgsiUpsertMode.Replace, CancellationToken cancel = default) =>
        SumAsync(Upsert(mode), entities, cancel);

    /// <summary>As the other, for entities that come one by one: a result for each part, as soon as it is written.</summary>
    public IAsyncEnumerable<NgsiBatchResult> UpsertAsync(
        IAsyncEnumerable<NgsiEntity> entities, NgsiUpsertMode mode = NgsiUpsertMode.Replace, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entities);
        return PartsAsync(Upsert(mode), entities, cancel);
    }

    /// <summary>Writes attributes of entities that exist.</summary>
    /// <param name="entities">The entities with the attributes to write.</param>
    /// <param name="overwrite">False to leave attributes alone that are there already; their entities are failures then.</param>
    /// <param name="cancel">Ends the requests.</param>
    public Task<NgsiBatchResult> UpdateAsync(IEnumerable<NgsiEntity> entities, bool overwrite = true, CancellationToken cancel = default) =>
        SumAsync(overwrite ? "update" : "update?options=noOverwrite", entities, cancel);

    /// <summary>Merges fragments into entities that exist.</summary>
    public Task<NgsiBatchResult> MergeAsync(IEnumerable<NgsiEntity> entities, CancellationToken cancel = default) =>
        SumAsync("merge", entities, cancel);

    /// <summary>Deletes entities; those that do not exist are failures.</summary>
    public async Task<NgsiBatchResult> DeleteAsync(IEnumerable<ResourceId> ids, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var sum = new BatchSum();
        foreach (var part in ids.Chunk(_connection.Options.BatchSize))
        {
            var names = part.Select(id => id.Known).ToList();
            var body = new JsonArray([.. names.Select(name => (JsonNode)name)]);
            sum.Add(await SendAsync("delete", new Body(Encoding.UTF8.GetBytes(body.ToJsonString())), names, cancel));
        }
        return sum.Result;
    }

    private static string Upsert(NgsiUpsertMode mode) => mode == NgsiUpsertMode.Update ? "upsert?options=update" : "upsert";

    private async Task<NgsiBatchResult> SumAsync(string operation, IEnumerable<NgsiEntity> entities, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entities);
        var sum = new BatchSum();
        await foreach (var part in PartsAsync(operation, entities.ToAsyncEnumerable(), cancel))
            sum.Add(part);
        return sum.Result;
    }

    private async IAsyncEnumerable<NgsiBatchResult> PartsAsync(
        string operation, IAsyncEnumerable<NgsiEntity> entities, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var part in Http.Batches.PartsAsync(entities, _connection.Options, cancel))
            yield return await SendAsync(operation, Body.Of(part), [.. part.Select(entity => entity.Id.Value)], cancel);
    }

    private async Task<NgsiBatchResult> SendAsync(string operation, Body body, IReadOnlyList<string> sent, CancellationToken cancel)
    {
        using var response = await _connection.SendAsync(new Ask(HttpMethod.Post, $"entityOperations/{operation}", body), cancel);
        return await PartialResults.EntitiesAsync(response, sent, _connection.Options, cancel);
    }
}
