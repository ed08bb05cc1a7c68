using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on attributes of one entity (5.6.2 to 5.6.5, 5.6.19).</summary>
/// <remarks>Each fails with 404 where the entity does not exist.</remarks>
public sealed class AttributeRequests
{
    private readonly Connection _connection;

    internal AttributeRequests(Connection connection) => _connection = connection;

    /// <summary>Adds attributes (5.6.3); those that are there already are replaced.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="fragment">The attributes.</param>
    /// <param name="overwrite">False to leave alone what is there already, and to be told so in the result.</param>
    /// <param name="cancel">Ends the request.</param>
    public Task<NgsiUpdateResult> AppendAsync(ResourceId id, NgsiEntity fragment, bool overwrite = true, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"{Path(id)}{UrlQuery.Empty.With("options", overwrite ? null : "noOverwrite")}", fragment, cancel);

    /// <summary>Writes attributes (5.6.2), and deletes those that <see cref="NgsiEntityBuilder.Remove"/> names.</summary>
    /// <remarks>An attribute that is not there is added; brokers older than 1.9 refuse it instead, and the result names it.</remarks>
    public Task<NgsiUpdateResult> UpdateAsync(ResourceId id, NgsiEntity fragment, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Patch, Path(id), fragment, cancel);

    /// <summary>Writes some members of one attribute (5.6.4).</summary>
    /// <param name="id">The entity.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="members">The members, such as <c>{"value": 3}</c>.</param>
    /// <param name="cancel">Ends the request.</param>
    public Task<NgsiUpdateResult> UpdatePartlyAsync(ResourceId id, string name, NgsiEntity members, CancellationToken cancel = default) =>
        SendOneAsync(HttpMethod.Patch, id, name, members, cancel);

    /// <summary>Replaces one attribute (5.6.19).</summary>
    /// <param name="id">The entity.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="attribute">The attribute itself, such as <c>{"type": "Property", "value": 3}</c>.</param>
    /// <param name="cancel">Ends the request.</param>
    public Task<NgsiUpdateResult> ReplaceAsync(ResourceId id, string name, NgsiEntity attribute, CancellationToken cancel = default) =>
        SendOneAsync(HttpMethod.Put, id, name, attribute, cancel);

    /// <summary>Deletes an attribute (5.6.5).</summary>
    /// <param name="id">The entity.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="datasetId">One instance; null for the default one.</param>
    /// <param name="all">Whether all instances go.</param>
    /// <param name="cancel">Ends the request.</param>
    public async Task<NgsiUpdateResult> DeleteAsync(
        ResourceId id, string name, string? datasetId = null, bool all = false, CancellationToken cancel = default)
    {
        var query = UrlQuery.Empty.With("datasetId", datasetId).With("deleteAll", all);
        using var response = await _connection.SendAsync(Ask.Delete($"{Path(id, name)}{query}"), cancel);
        return await PartialResults.AttributesAsync(response, [name], _connection.Options, cancel);
    }

    private static string Path(ResourceId id) => $"entities/{id.Segment}/attrs";

    private static string Path(ResourceId id, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // Escaped or not, a URL takes these two for the way up (RFC 3986, 5.2.4): the request would be one on the whole entity.
        if (name is "." or "..")
            throw new ArgumentException($"an attribute cannot be called '{name}'", nameof(name));
        return $"{Path(id)}/{Uri.EscapeDataString(name)}";
    }

    private async Task<NgsiUpdateResult> SendAsync(HttpMethod method, string path, NgsiEntity fragment, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        using var response = await _connection.SendAsync(new Ask(method, path, Body.Of(fragment)), cancel);
        return await PartialResults.AttributesAsync(response, [.. fragment.AttributeNames], _connection.Options, cancel);
    }

    private async Task<NgsiUpdateResult> SendOneAsync(
        HttpMethod method, ResourceId id, string name, NgsiEntity attribute, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        using var response = await _connection.SendAsync(new Ask(method, Path(id, name), Body.Of(attribute)), cancel);
        return await PartialResults.AttributesAsync(response, [name], _connection.Options, cancel);
    }
}
