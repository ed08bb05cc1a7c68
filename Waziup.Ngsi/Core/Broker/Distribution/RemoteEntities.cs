using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Reads the entities that a source has answered with: none of it is trusted, and all of it is checked like what a client sends.</summary>
internal sealed class RemoteEntities(ContextResolver contexts, TenantId tenant, bool isTemporal = false)
{
    // A source may show what a client may not send: everything but what says nothing.
    private readonly ReadRules _rules = new(ContextInBody: true, SystemTimes: true, Temporal: isTemporal);

    /// <param name="reply">The answer.</param>
    /// <param name="asked">The @context in which the source was asked: of an answer that names none.</param>
    /// <param name="cancel">Ends the wait for a @context.</param>
    /// <returns>The entities; null where the answer is unusable.</returns>
    public async ValueTask<IReadOnlyList<Entity>?> ReadAsync(RemoteReply reply, ActiveContext asked, CancellationToken cancel)
    {
        if (reply.Body.Length == 0)
            return [];
        try
        {
            var terms = ContextLink.UrlIn(reply.Links, out _) is { } url ? await contexts.ResolveAsync(tenant.Value, url, cancel) : asked;
            var entities = new List<Entity>();
            foreach (var item in Items(reply.Body))
            {
                var own = BodyContext.Find(item);
                var itsTerms = own.IsEmpty ? terms : await contexts.ResolveAsync(tenant.Value, own, cancel);
                entities.Add(EntityReader.Read(item.Span, itsTerms, in _rules));
            }
            return entities;
        }
        catch (Exception broken) when (broken is NgsiLdException { Error.Status: < 500 } or JsonLdException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The objects of an array, or the one that stands for itself.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static List<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> body)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = BodyJson.MaxDepth + 1 });
        if (!reader.Read())
            throw new JsonException();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            items.Add(body);
        }
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(body[start..(int)reader.BytesConsumed]);
            }
        }
        return reader.Read() ? throw new JsonException() : items;
    }
}
