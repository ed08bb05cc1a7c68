using System.Text.Json;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>The batch operations (5.6.7 to 5.6.10, 5.6.20): lists of mutations and one commit, in the order of the array.</summary>
internal sealed class BatchOperations(WritePath writes, SourceWrites distributed, Sources sources, ContextResolver contexts, NgsiLdOptions options)
{
    /// <summary>Stands in a result for an element that has no id to name it by.</summary>
    private const string NoId = "urn:ngsi-ld:null";

    /// <summary>Carries out a batch whose elements are entities.</summary>
    /// <param name="call">The request; its terms are those of the Link header, or the core context.</param>
    /// <param name="kind">What is done to each entity.</param>
    /// <param name="body">The JSON array.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <exception cref="NgsiLdException">The body as a whole is wrong: no JSON, no array, empty, too long, a null in it.</exception>
    public async ValueTask<BatchReport> RunAsync(Call call, MutationKind kind, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var report = new BatchReport();
        var items = new List<BatchItem>();
        foreach (var element in Elements(body, JsonTokenType.StartObject))
        {
            try
            {
                items.Add(await ReadAsync(call, kind, element, cancel));
            }
            catch (NgsiLdException refused)
            {
                report.Fail(IdOf(element.Span), refused.Error);
            }
            catch (JsonLdException failure)
            {
                report.Fail(IdOf(element.Span), ContextErrors.Of(failure));
            }
        }
        return await CommitAsync(call, items, report, cancel);
    }

    /// <summary>5.6.10: the elements are ids.</summary>
    public async ValueTask<BatchReport> DeleteAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var report = new BatchReport();
        var items = new List<BatchItem>();
        foreach (var element in Elements(body, JsonTokenType.String))
        {
            if (BodyText.HasHalfPair(element.Span))
            {
                report.Fail(NoId, NgsiLdErrors.BadRequestData("the id holds half of a surrogate pair"));
                continue;
            }
            var text = BodyJson.TextOf(element.Span);
            if (EntityId.TryParse(text, out var id))
                items.Add(new BatchItem(new Mutation(MutationKind.DeleteEntity, id), default, call.Terms));
            else
                report.Fail(Members.Show(text), NgsiLdErrors.BadRequestData("the id is not an absolute URI"));
        }
        return await CommitAsync(call, items, report, cancel);
    }

    private async ValueTask<BatchReport> CommitAsync(Call call, List<BatchItem> items, BatchReport report, CancellationToken cancel)
    {
        items = await DecideAsync(call, items, report, cancel);
        var error = NgsiLdErrors.Overtaken;
        try
        {
            for (var left = Sources.MostDecisions; items.Count > 0 && left > 0; left--)
            {
                await sources.RefreshAsync(cancel);
                items = await DecideAsync(call, items, report, cancel);
            }
        }
        catch (NgsiLdException failure)
        {
            // Others of the batch have been done.
            error = failure.Error;
        }
        foreach (var item in items)
            report.Fail(item.Mutation.Id.Value, error);
        return report;
    }

    /// <returns>What was overtaken, and is to be decided on anew.</returns>
    private async ValueTask<List<BatchItem>> DecideAsync(Call call, List<BatchItem> items, BatchReport report, CancellationToken cancel)
    {
        var fence = sources.Fence;
        items = items.ConvertAll(item => item with { Mutation = item.Mutation with { Fence = fence } });
        return items.Count > 0 && sources.Any(call)
            ? await new SourceBatch(writes, distributed, sources).RunAsync(call, items, report, cancel)
            : await HereAsync(call, items, report, cancel);
    }

    private async ValueTask<List<BatchItem>> HereAsync(Call call, List<BatchItem> items, BatchReport report, CancellationToken cancel)
    {
        var overtaken = new List<BatchItem>();
        var changes = await writes.RunAsync(call, items.ConvertAll(item => item.Mutation), selection: null, cancel);
        for (var i = 0; i < changes.Length; i++)
        {
            var id = items[i].Mutation.Id.Value;
            if (changes[i].Error == NgsiLdErrors.Overtaken)
                overtaken.Add(items[i]);
            else if (changes[i].Error is { } error)
                report.Fail(id, error);
            else if (!changes[i].NotUpdated.IsEmpty)
                report.Fail(id, BatchReport.NotUpdated(changes[i].NotUpdated));
            else
                report.Succeed(id, changes[i].Kind == ChangeKind.Created);
        }
        return overtaken;
    }

    private async ValueTask<BatchItem> ReadAsync(Call call, MutationKind kind, ReadOnlyMemory<byte> element, CancellationToken cancel)
    {
        var terms = call.ContextInBody ? await TermsAsync(call, element, cancel) : call.Terms;
        var nulls = kind switch
        {
            MutationKind.Merge => NullRule.DeletesAnything,
            MutationKind.BatchUpdate or MutationKind.UpsertUpdate => NullRule.DeletesInstances,
            _ => NullRule.Refused,
        };
        var isWhole = kind is MutationKind.Create or MutationKind.UpsertReplace or MutationKind.UpsertUpdate;
        var entity = EntityReader.Read(element.Span, terms, new ReadRules(nulls, NeedsId: isWhole, ContextInBody: call.ContextInBody));
        return entity.Id.IsNone ? throw NgsiLdErrors.Bad("the entity has no id") : new BatchItem(new Mutation(kind, entity.Id, entity), element, terms);
    }

    private async ValueTask<ActiveContext> TermsAsync(Call call, ReadOnlyMemory<byte> element, CancellationToken cancel)
    {
        var context = BodyContext.Find(element);
        return context.IsEmpty
            ? throw NgsiLdErrors.Bad("the entity has no @context, which application/ld+json demands")
            : await contexts.ResolveAsync(call.Tenant.Value, context, cancel);
    }

    private List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> body, JsonTokenType expected)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        NgsiLdException? wrong = null;
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = BodyJson.MaxDepth + 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw NgsiLdErrors.Bad("the body of a batch is a JSON array");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                // A body that is no JSON is told first, so the rest is read before what is wrong in it counts.
                if (reader.TokenType != expected)
                    wrong ??= NgsiLdErrors.Bad($"element {elements.Count + 1} of the batch is {(reader.TokenType == JsonTokenType.Null ? "null" : "of the wrong type")}");
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                elements.Add(body[start..(int)reader.BytesConsumed]);
            }
            if (reader.Read())
                throw new JsonException();
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
        if (wrong is not null)
            throw wrong;
        if (elements.Count == 0)
            throw NgsiLdErrors.Bad("the batch is empty");
        return elements.Count <= options.MaxBatch
            ? elements
            : throw new NgsiLdException(NgsiLdErrors.TooLarge($"a batch holds {options.MaxBatch} elements at most; this one has {elements.Count}"));
    }

    private static string IdOf(ReadOnlySpan<byte> element)
    {
        if (BodyText.HasHalfPair(element))
            return NoId;
        using var members = MemberSlots.Of(element, BodyJson.MaxDepth);
        var at = members.Find(Member.Id);
        return at >= 0 && members.All[at].Token == JsonTokenType.String
            ? Members.Show(BodyJson.TextOf(BodyJson.ValueOf(element, in members.All[at])))
            : NoId;
    }
}
