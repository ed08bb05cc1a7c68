using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads a collection page by page (6.3.10).</summary>
internal static class Pages
{
    /// <summary>All items; the next page is asked for when the items of the last one are used up.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="ask">The request for everything, without limit and offset.</param>
    /// <param name="size">How many items one page is to have.</param>
    /// <param name="type">How an item is read.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Connection connection, Ask ask, int size, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancel)
    {
        var resource = ask.Path.Split('?')[0];
        var query = UrlQuery.Of(ask.Path).With("limit", size.ToString(CultureInfo.InvariantCulture));
        var offset = 0;
        for (var next = query.ToString(); next is not null;)
        {
            var count = 0;
            using var response = await connection.SendAsync(ask with { Path = resource + next }, cancel);
            await foreach (var item in Answer.ReadItemsAsync(response, type, connection.Options, cancel))
            {
                count++;
                yield return item;
            }
            offset += count;
            next = Next(response, next, count >= size ? query.With("offset", offset.ToString(CultureInfo.InvariantCulture)).ToString() : null);
        }
    }

    // Only the query of a link is used: a broker behind another server may not know its own address, and nothing is sent elsewhere.
    // A broker without links is asked for the next offset as long as its pages are full.
    private static string? Next(HttpResponseMessage response, string last, string? byOffset)
    {
        var links = PageLinks.Of(response);
        if (links.Next is not null)
            return links.Next != last ? links.Next : throw Problem.Unusable(response, "the next page is the same page");
        return links.Any ? null : byOffset;
    }
}
