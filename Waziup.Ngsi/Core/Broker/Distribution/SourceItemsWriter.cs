using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Has a source carry out its elements of a batch.</summary>
internal sealed class SourceItemsWriter(SourceWrites distributed, Sources sources, Call call)
{
    /// <returns>How each ended.</returns>
    public async ValueTask<IReadOnlyList<(int Item, PartOutcome? Outcome)>> SendAsync(SourceItems of)
    {
        // Elements may come in several @contexts; one that all share goes on, else full names do.
        var shared = of.Items.TrueForAll(one => ReferenceEquals(one.Item.Terms, of.Items[0].Item.Terms)) ? of.Items[0].Item.Terms : sources.Terms.Default;
        if (await sources.TermsOfAsync(call with { Terms = shared }, of.Registration, CancellationToken.None) is not { } terms)
            return [.. of.Items.Select(one => (one.Index, (PartOutcome?)PartOutcome.Of(one.Part, RemoteReply.Silent, shared)))];
        if (of.Way == BatchWay.Batch)
            return await AsBatchAsync(of, terms);
        var outcomes = new List<(int, PartOutcome?)>();
        var isSilent = false;
        foreach (var (index, item, part) in of.Items)
        {
            // Each would wait for the whole time.
            var outcome = isSilent ? PartOutcome.Of(part, RemoteReply.Silent, terms) : await SinglyAsync(of, item, part, terms);
            isSilent |= outcome?.Error?.Type == NgsiLdErrors.SourceSilent("").Type;
            outcomes.Add((index, outcome));
        }
        return outcomes;
    }

    private async ValueTask<IReadOnlyList<(int, PartOutcome?)>> AsBatchAsync(SourceItems of, ActiveContext terms)
    {
        using var body = PooledBuffer.Rent();
        var outcomes = new List<(int, PartOutcome?)>();
        var told = new List<(int Index, BatchItem Item, WritePart Part)>();
        body.Append((byte)'[');
        foreach (var one in of.Items)
        {
            if (await BodyAsync(one.Item, one.Part, terms) is not { } its)
            {
                outcomes.Add((one.Index, PartOutcome.Untold(one.Part)));
                continue;
            }
            if (its.IsEmpty)
                Utf8Json.AppendString(body, one.Item.Mutation.Id.Value);
            else
                body.Append(its.Span);
            body.Append((byte)',');
            told.Add(one);
        }
        if (told.Count == 0)
            return outcomes;
        body.Close((byte)']');
        var message = new RemoteMessage("POST", call.Incoming.Path, [.. call.Incoming.Parameters.Where(pair => pair.Name != "local")], terms) { Body = body.Written.ToArray() };
        var reply = await sources.SendAsync(call, of.Registration, message, CancellationToken.None);
        var failed = reply.Status == 207 ? FailedIn(reply.Body) : null;
        return [.. outcomes, .. told.Select(one => (one.Index, (PartOutcome?)OutcomeOf(one.Part, one.Item.Mutation, reply, failed, terms)))];
    }

    private static PartOutcome OutcomeOf(WritePart part, Mutation mutation, RemoteReply reply, Dictionary<string, string>? failed, ActiveContext terms)
    {
        if (failed is null)
            return PartOutcome.Of(part, reply, terms) with { Creates = reply.Status == 201 };
        var good = PartOutcome.Of(part, reply with { Status = 204 }, terms);
        return failed.TryGetValue(mutation.Id.Value, out var reason)
            ? good with { Error = NgsiLdErrors.SourceFailed($"{part.Registration.Id}: {reason}") } : good;
    }

    private async ValueTask<PartOutcome?> SinglyAsync(SourceItems of, BatchItem item, WritePart part, ActiveContext terms)
    {
        if (await BodyAsync(item, part, terms) is not { } body)
            return PartOutcome.Untold(part);
        var creates = item.Mutation.Kind == MutationKind.Create || of.Way == BatchWay.CreatingFirst
            || !of.Registration.Supports(BatchWays.SingleOf(item.Mutation.Kind));
        if (creates)
        {
            var reply = await sources.SendAsync(call, of.Registration, new RemoteMessage("POST", "entities", [], terms) { Body = body }, CancellationToken.None);
            if (of.Way != BatchWay.CreatingFirst || reply.Status != 409)
                return PartOutcome.Of(part, reply, terms) with { Creates = reply.IsSuccess };
        }
        return PartOutcome.Of(part, await sources.SendAsync(call, of.Registration, Change(item.Mutation, terms) with { Body = body }, CancellationToken.None), terms);
    }

    private static RemoteMessage Change(Mutation mutation, ActiveContext terms)
    {
        var path = $"entities/{Uri.EscapeDataString(mutation.Id.Value)}";
        return mutation.Kind switch
        {
            MutationKind.UpsertReplace => new RemoteMessage("PUT", path, [], terms),
            MutationKind.UpsertUpdate or MutationKind.BatchUpdate => new RemoteMessage("PATCH", path + "/attrs/", [], terms),
            MutationKind.AppendNoOverwrite => new RemoteMessage("POST", path + "/attrs/", [("options", "noOverwrite")], terms),
            MutationKind.Merge => new RemoteMessage("PATCH", path, [], terms),
            _ => new RemoteMessage("DELETE", path, [], terms),
        };
    }

    private ValueTask<ReadOnlyMemory<byte>?> BodyAsync(BatchItem item, WritePart part, ActiveContext terms) =>
        distributed.BodyAsync(call with { Terms = item.Terms }, item.Mutation, part, item.Held, terms, item.Body);

    /// <summary>The elements that a source names as failed, and why; all, where it cannot be read.</summary>
    private static Dictionary<string, string>? FailedIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = BodyJson.Document(body);
            var failed = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var error in json.RootElement.GetProperty("errors").EnumerateArray())
            {
                var reason = error.TryGetProperty("error", out var problem) && problem.ValueKind == JsonValueKind.Object
                    && problem.TryGetProperty("title", out var title) ? title.ToString() : "not done";
                failed[error.GetProperty("entityId").GetString() ?? ""] = reason;
            }
            return failed;
        }
        catch (Exception broken) when (broken is NgsiLdException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
