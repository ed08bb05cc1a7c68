using System.Buffers;
using System.Text.Json;

namespace Waziup.Floor;

/// <summary>The whole server: a few requests, recognised by method and path.</summary>
/// <remarks>
/// POST  /ngsi-ld/v1/entities                    insert the body under its id            W1
/// GET   /ngsi-ld/v1/entities/{id}               the stored bytes                        W2
/// PATCH /ngsi-ld/v1/entities/{id}/attrs         update the row with a document          W3, W3h
/// GET   /ngsi-ld/v1/entities?…                  a page of stored bytes                  W5, W5a, W5b, W6, W9
/// GET   /ngsi-ld/v1/temporal/entities/{id}?…    last readings, or averages of days      W7, W8
/// POST  /ngsi-ld/v1/entityOperations/upsert     many documents, one commit              only to fill the store
/// POST  /ngsi-ld/v1/temporal/entities           many readings, one commit               only to fill the store
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="sample">
/// A document that is there, or nothing. It is what PATCH stores: a document as long as those that were inserted. Replacing an attribute of
/// the stored document is a broker's work.
/// </param>
internal sealed class Handler(IStore store, byte[] sample)
{
    const string Entities = "/ngsi-ld/v1/entities";
    const string Attributes = "/attrs";
    const string Upsert = "/ngsi-ld/v1/entityOperations/upsert";
    const string Temporal = "/ngsi-ld/v1/temporal/entities";

    readonly Queries _queries = new(store);
    readonly History _history = new(store);
    readonly Filling _filling = new(store);
    byte[] _sample = sample;

    public Task RunAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (HttpMethods.IsGet(http.Request.Method))
        {
            if (path.StartsWith(Entities + "/", StringComparison.Ordinal))
                return store.FindAsync(path.AsSpan(Entities.Length + 1), http.Response);
            if (path == Entities)
                return _queries.RunAsync(http);
            if (path.StartsWith(Temporal + "/", StringComparison.Ordinal))
                return _history.RunAsync(http, path[(Temporal.Length + 1)..]);
        }
        else if (HttpMethods.IsPatch(http.Request.Method))
        {
            if (path.StartsWith(Entities + "/", StringComparison.Ordinal) && path.EndsWith(Attributes, StringComparison.Ordinal))
                return PatchAsync(http, path[(Entities.Length + 1)..^Attributes.Length]);
        }
        else if (HttpMethods.IsPost(http.Request.Method))
        {
            if (path == Entities)
                return PostAsync(http);
            if (path == Upsert)
                return FillAsync(http);
            if (path == Temporal)
                return _filling.HistoryAsync(http);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    async Task PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http);
        if (IdOf(body.Span) is not { } id)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (_sample.Length == 0)
            _sample = body.Span.ToArray();

        if (!await store.InsertAsync(id, body.Memory))
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = Entities + "/" + id;
    }

    async Task PatchAsync(HttpContext http, string id)
    {
        using var body = await RequestBody.ReadAsync(http);
        var length = _sample.Length;
        var document = ArrayPool<byte>.Shared.Rent(length);
        _sample.AsSpan(0, length).CopyTo(document);
        Stamp(document.AsSpan(0, length), body.Span);
        http.Response.StatusCode = await store.UpdateAsync(id, document.AsMemory(0, length))
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status404NotFound;
        ArrayPool<byte>.Shared.Return(document);
    }

    // SQLite does not write a row that is overwritten with its own bytes, and then there is nothing to flush: so each update has to store
    // something new. The request's time takes the place of the document's; both are written alike.
    static void Stamp(Span<byte> document, ReadOnlySpan<byte> body)
    {
        var member = "\"observedAt\":\""u8;
        const int Length = 24;
        var (to, from) = (document.IndexOf(member), body.IndexOf(member));
        if (to >= 0 && from >= 0 && to + member.Length + Length <= document.Length && from + member.Length + Length <= body.Length)
            body.Slice(from + member.Length, Length).CopyTo(document[(to + member.Length)..]);
    }

    async Task FillAsync(HttpContext http)
    {
        if (await _filling.EntitiesAsync(http) is { } first && _sample.Length == 0)
            _sample = first;
    }

    /// <summary>The member <c>id</c> of the object, which senders write first.</summary>
    static string? IdOf(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("id"u8))
                return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        return null;
    }
}
