using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads the bodies of successful answers, within the bound.</summary>
internal static class Answer
{
    /// <summary>The whole document.</summary>
    public static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, NgsiLdClientOptions options, CancellationToken cancel)
    {
        try
        {
            await using var body = await OpenAsync(response, options, cancel);
            return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new JsonException("the answer is null");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException)
        {
            throw Problem.Unusable(response, wrong.Message, wrong);
        }
    }

    /// <summary>The items of an array, while they arrive.</summary>
    public static async IAsyncEnumerable<T> ReadItemsAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, NgsiLdClientOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var body = await OpenAsync(response, options, cancel);
        await using var items = JsonSerializer.DeserializeAsyncEnumerable(body, type, cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                    yield break;
            }
            catch (Exception wrong) when (wrong is JsonException or InvalidDataException)
            {
                throw Problem.Unusable(response, wrong.Message, wrong);
            }
            yield return items.Current ?? throw Problem.Unusable(response, "an item of the answer is null");
        }
    }

    private static async Task<Stream> OpenAsync(HttpResponseMessage response, NgsiLdClientOptions options, CancellationToken cancel) =>
        new BoundedStream(await response.Content.ReadAsStreamAsync(cancel), options);
}
