using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Waziup.Floor;

/// <summary>The whole server: four requests, recognised by method and path.</summary>
/// <remarks>
/// POST  /ngsi-ld/v1/entities                    insert the body under its id            W1
/// GET   /ngsi-ld/v1/entities/{id}               the stored bytes                        W2
/// PATCH /ngsi-ld/v1/entities/{id}/attrs         update the row with a document          W3, W3h
/// POST  /ngsi-ld/v1/entityOperations/upsert     many documents, one commit              only to fill the table
/// </remarks>
internal sealed class Handler(DocumentTable table)
{
    const string Entities = "/ngsi-ld/v1/entities";
    const string Attributes = "/attrs";
    const string Upsert = "/ngsi-ld/v1/entityOperations/upsert";

    static readonly StringValues Json = "application/json";
    static readonly StringValues ContextLink =
        "<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

    // What PATCH stores: a document as long as those that were inserted. Replacing an attribute of the stored document is a broker's work.
    byte[] _sample = table.Any();

    public Task RunAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (HttpMethods.IsGet(http.Request.Method))
        {
            if (path.StartsWith(Entities + "/", StringComparison.Ordinal))
                return GetAsync(http, path.AsSpan(Entities.Length + 1));
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
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    Task GetAsync(HttpContext http, ReadOnlySpan<char> id)
    {
        Span<byte> key = stackalloc byte[Encoding.UTF8.GetMaxByteCount(256)];
        key = key[..Encoding.UTF8.GetBytes(id[..Math.Min(id.Length, 256)], key)];

        var reader = table.Rent();
        try
        {
            if (!reader.Find(key))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            var document = reader.Document;
            http.Response.ContentLength = document.Length;
            http.Response.Headers.ContentType = Json;
            http.Response.Headers.Link = ContextLink;
            // Started before the body is written: the bytes then go from the page cache into the output without a copy in between.
            var started = http.Response.StartAsync(http.RequestAborted);
            http.Response.BodyWriter.Write(document);
            return started;
        }
        finally
        {
            table.Return(reader);
        }
    }

    async Task PostAsync(HttpContext http)
    {
        var (body, length) = await ReadAsync(http);
        try
        {
            var document = body.AsSpan(0, length);
            if (IdOf(document) is not { } id)
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            if (_sample.Length == 0)
                _sample = document.ToArray();

            if (!table.Insert(Encoding.UTF8.GetBytes(id), document))
            {
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                return;
            }

            http.Response.StatusCode = StatusCodes.Status201Created;
            http.Response.Headers.Location = Entities + "/" + id;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    async Task PatchAsync(HttpContext http, string id)
    {
        var (body, length) = await ReadAsync(http);
        var document = ArrayPool<byte>.Shared.Rent(_sample.Length);
        _sample.CopyTo(document, 0);
        Stamp(document.AsSpan(0, _sample.Length), body.AsSpan(0, length));
        http.Response.StatusCode = table.Update(Encoding.UTF8.GetBytes(id), document.AsSpan(0, _sample.Length))
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status404NotFound;
        ArrayPool<byte>.Shared.Return(document);
        ArrayPool<byte>.Shared.Return(body);
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
        var (body, length) = await ReadAsync(http);
        using var document = JsonDocument.Parse(body.AsMemory(0, length));
        var rows = new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>();
        foreach (var entity in document.RootElement.EnumerateArray())
            rows.Add((Encoding.UTF8.GetBytes(entity.GetProperty("id").GetString()!), Encoding.UTF8.GetBytes(entity.GetRawText())));

        if (_sample.Length == 0 && rows.Count > 0)
            _sample = rows[0].Item2.ToArray();

        table.Fill(rows);
        ArrayPool<byte>.Shared.Return(body);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
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

    /// <summary>The whole body in a rented buffer, which the caller returns.</summary>
    static async ValueTask<(byte[] Buffer, int Length)> ReadAsync(HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? 4096));
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            if (read == 0)
                return (buffer, length);

            length += read;
        }
    }
}
