using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Writes answers (6.3.2 to 6.3.6).</summary>
internal static class ResponseWriter
{
    /// <summary>Answers up to this size go to the server's own buffer; larger ones are kept until the client has taken them.</summary>
    private const int MaxBuffered = 64 * 1024;

    private static readonly ConditionalWeakTable<ActiveContext, string> Links = [];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ValueTask WriteAsync(HttpContext http, int status, string contentType, PooledBuffer body, CancellationToken cancel)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (body.Length > MaxBuffered)
            return new ValueTask(response.Body.WriteAsync(body.WrittenMemory, cancel).AsTask());
        body.Written.CopyTo(response.BodyWriter.GetSpan(body.Length));
        response.BodyWriter.Advance(body.Length);
        return Wait(response.BodyWriter.FlushAsync(cancel));
    }

    /// <summary>JSON that is no document of the standard.</summary>
    public static async ValueTask JsonAsync(HttpContext http, int status, JsonNode json, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        body.Append(Encoding.UTF8.GetBytes(json.ToJsonString(Readable)));
        await WriteAsync(http, status, MediaTypes.Json, body, cancel);
    }

    /// <summary>A document in the negotiated form; plain JSON tells its @context in a Link header (6.3.5).</summary>
    public static ValueTask DocumentAsync(Exchange exchange, int status, PooledBuffer body, bool contextInBody, CancellationToken cancel)
    {
        // What one caller may see is not for the next one, who may see less.
        if (exchange.Route.Answer == AnswerKind.Entities)
            exchange.Http.Response.Headers.CacheControl = "private, no-store";
        if (body.Length > MaxBuffered)
            return LargeAsync(exchange, status, body, contextInBody, cancel);
        if (!contextInBody)
            AppendLink(exchange, LinkTo(exchange.Call.Terms));
        return WriteAsync(exchange.Http, status, MediaTypes.Name(exchange.Accept), body, cancel);
    }

    private static async ValueTask LargeAsync(Exchange exchange, int status, PooledBuffer body, bool contextInBody, CancellationToken cancel)
    {
        if (body.Length > exchange.Answers.Max)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults("the answer is too large; ask for fewer entities at once, or for fewer attributes"));
        var length = body.Length;
        exchange.Answers.Take(length);
        try
        {
            if (!contextInBody)
                AppendLink(exchange, LinkTo(exchange.Call.Terms));
            await WriteAsync(exchange.Http, status, MediaTypes.Name(exchange.Accept), body, cancel);
        }
        finally
        {
            exchange.Answers.Add(-length);
        }
    }

    /// <summary>204, and nothing else.</summary>
    public static ValueTask NoContent(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return ValueTask.CompletedTask;
    }

    /// <summary>201 with the place of what was created.</summary>
    public static ValueTask Created(Exchange exchange, string collection, string id)
    {
        var response = exchange.Http.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"{NgsiLdApplicationBuilderExtensions.Root}/{collection}/{UrlText.Segment(id)}";
        response.ContentLength = 0;
        return ValueTask.CompletedTask;
    }

    public static void AppendLink(Exchange exchange, string link) => exchange.Http.Response.Headers.Append("Link", link);

    private static string LinkTo(ActiveContext terms) =>
        Links.GetValue(terms, static context => ContextLink.Of(context.Url ?? CoreUrl(context)));

    private static string CoreUrl(ActiveContext context) => System.Text.Encoding.UTF8.GetString(context.Source.Span).Trim('"');

    private static async ValueTask Wait(ValueTask<System.IO.Pipelines.FlushResult> flush) => await flush;
}
