using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Reads the entities that a source has answered with: none of it is trusted, and all of it is checked like what a client sends.</summary>
/// <param name="contexts">Fetches @contexts.</param>
/// <param name="heard">Entities that were read before.</param>
/// <param name="pages">Pages of them that were read before.</param>
/// <param name="tenant">The tenant that asks.</param>
/// <param name="time">How long the @contexts may take together that an answer names.</param>
/// <param name="clock">Measures that.</param>
/// <param name="isTemporal">They are histories.</param>
internal sealed class RemoteEntities(
    ContextResolver contexts, HeardEntities heard, HeardEntities pages, TenantId tenant, TimeSpan time, TimeProvider clock, bool isTemporal = false)
{
    // A source may show what a client may not send: everything but what says nothing.
    private readonly ReadRules _rules = new(ContextInBody: true, SystemTimes: true, Temporal: isTemporal);

    /// <param name="reply">The answer.</param>
    /// <param name="asked">The @context in which the source was asked: of an answer that names none.</param>
    /// <param name="cancel">Ends the wait for a @context.</param>
    /// <returns>The entities; null where the answer is unusable.</returns>
    public async ValueTask<ToldEntities?> ReadAsync(RemoteReply reply, ActiveContext asked, CancellationToken cancel)
    {
        if (reply.Body.Length == 0)
            return ToldEntities.None;
        var began = clock.GetTimestamp();
        try
        {
            var terms = ContextLink.UrlIn(reply.Links, out _) is { } url ? await InTimeAsync(contexts.ResolveAsync(tenant.Value, url, cancel), began, cancel) : asked;
            if (pages.Find(reply.Body.Span, terms, in _rules) is { } known)
                return known;
            var items = Items(reply.Body);
            var entities = new Entity[items.Count];
            for (var i = 0; i < entities.Length; i++)
            {
                var (json, own) = items[i];
                var itsTerms = own.IsEmpty ? terms : await InTimeAsync(contexts.ResolveAsync(tenant.Value, own, cancel), began, cancel);
                entities[i] = Read(json.Span, itsTerms);
            }
            var told = new ToldEntities(entities);
            // What its elements name as their @context may come to mean something else.
            if (entities.Length > 1 && items.TrueForAll(item => item.Context.IsEmpty))
                pages.Keep(reply.Body.Span, terms, in _rules, told);
            return told;
        }
        catch (Exception broken) when (broken is NgsiLdException { Error.Status: < 500 } or JsonLdException or JsonException or TimeoutException)
        {
            return null;
        }
    }

    // A source that names @contexts which take long is waited for no longer than one that answers late. Whoever else wants them goes on waiting.
    private ValueTask<ActiveContext> InTimeAsync(ValueTask<ActiveContext> named, long began, CancellationToken cancel)
    {
        if (named.IsCompleted)
            return named;
        var left = time - clock.GetElapsedTime(began);
        return new ValueTask<ActiveContext>(named.AsTask().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancel));
    }

    private Entity Read(ReadOnlySpan<byte> json, ActiveContext terms)
    {
        if (heard.Find(json, terms, in _rules) is [var known])
            return known;
        var entity = EntityReader.Read(json, terms, in _rules);
        heard.Keep(json, terms, in _rules, new ToldEntities([entity]));
        return entity;
    }

    /// <summary>The elements of an array, or the one that stands for itself; each with its @context, empty for none.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    private static List<(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Context)> Items(ReadOnlyMemory<byte> body)
    {
        var items = new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>();
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = BodyJson.MaxDepth + 1 });
        if (!reader.Read())
            throw new JsonException();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var context = PassOver(ref reader, body);
            items.Add((body, context));
        }
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                var context = PassOver(ref reader, body);
                items.Add((body[start..(int)reader.BytesConsumed], context));
            }
        }
        return reader.Read() ? throw new JsonException() : items;
    }

    /// <summary>Reads one element to its end.</summary>
    private static ReadOnlyMemory<byte> PassOver(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte> context = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return context;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = context.IsEmpty && reader.ValueTextEquals("@context"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isContext)
                context = body[start..(int)reader.BytesConsumed];
        }
        return context;
    }
}
