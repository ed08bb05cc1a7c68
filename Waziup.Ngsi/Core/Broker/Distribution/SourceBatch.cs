using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Carries out a batch of which sources have a part (5.6.7 to 5.6.10, 5.6.20): one commit here, one batch for each source that takes batches.</summary>
internal sealed class SourceBatch(WritePath writes, SourceWrites distributed, Sources sources)
{
    /// <param name="call">The request.</param>
    /// <param name="items">The elements, all of one kind.</param>
    /// <param name="report">Takes how each ended.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>What was overtaken, and is to be decided on anew.</returns>
    public async ValueTask<List<BatchItem>> RunAsync(Call call, IReadOnlyList<BatchItem> items, BatchReport report, CancellationToken cancel)
    {
        await writes.CheckAsync(call, items[0].Mutation.Kind, cancel);
        var local = new List<(int Item, Mutation Mutation)>();
        var parts = new Dictionary<string, SourceItems>(StringComparer.Ordinal);
        var results = items.Select(_ => new List<PartOutcome>()).ToList();
        for (var i = 0; i < items.Count; i++)
        {
            var mutation = items[i].Mutation;
            if (!distributed.Concerns(call, mutation))
            {
                local.Add((i, mutation));
                continue;
            }
            var held = await distributed.HeldAsync(call, mutation.Id, cancel);
            var matches = distributed.Find(call, mutation, null, held, out var looping);
            var split = WriteSplit.Of(matches, looping, SourceWrites.NamesOf(mutation));
            var concerned = 0;
            foreach (var part in split.Parts)
            {
                var way = BatchWays.Of(mutation.Kind, part.Registration);
                if (way == BatchWay.None && !part.Registration.IsProxy)
                    continue;
                concerned++;
                if (part.IsLooping || way == BatchWay.None)
                {
                    results[i].Add(PartOutcome.Unasked(part));
                    continue;
                }
                if (!parts.TryGetValue(part.Registration.Id, out var of))
                    parts[part.Registration.Id] = of = new SourceItems(part.Registration, way);
                of.Items.Add((i, items[i] with { Held = held }, part));
            }
            if (split.IsLocal ?? (held is not null || concerned == 0))
                local.Add((i, Reduced(mutation, split)));
        }
        var changes = await writes.RunAsync(call, [.. local.Select(one => one.Mutation)], selection: null, cancel);
        var overtaken = new HashSet<int>();
        for (var i = 0; i < local.Count; i++)
        {
            if (changes[i].Error == NgsiLdErrors.Overtaken)
                overtaken.Add(local[i].Item);
        }
        foreach (var of in parts.Values)
            of.Items.RemoveAll(item => overtaken.Contains(item.Index));
        foreach (var of in await sources.AskAsync([.. parts.Values.Where(of => of.Items.Count > 0)], of => new SourceItemsWriter(distributed, sources, call).SendAsync(of)))
        {
            foreach (var (item, outcome) in of)
            {
                if (outcome is not null)
                    results[item].Add(outcome);
            }
        }
        for (var i = 0; i < local.Count; i++)
            results[local[i].Item].Insert(0, OutcomeOf(changes[i]));
        for (var i = 0; i < items.Count; i++)
        {
            if (!overtaken.Contains(i))
                Report(report, items[i].Mutation, results[i]);
        }
        return [.. overtaken.Order().Select(i => items[i])];
    }

    private static Mutation Reduced(Mutation mutation, WriteSplit split) => split.Local is { } names && mutation.Fragment is { } fragment
        ? mutation with { Fragment = Rebuild.Fragment(fragment, names.Contains) } : mutation;

    private static PartOutcome OutcomeOf(Change change) => new(null, change.Updated, change.Error) { NotUpdated = change.NotUpdated, Creates = change.Kind == ChangeKind.Created };

    private static void Report(BatchReport report, Mutation mutation, List<PartOutcome> outcomes)
    {
        var id = mutation.Id.Value;
        foreach (var outcome in outcomes.Where(outcome => !outcome.IsGood))
            report.Fail(id, outcome.Error ?? BatchReport.NotUpdated(outcome.NotUpdated), outcome.RegistrationId);
        if (outcomes.Exists(outcome => outcome.IsGood))
            report.Succeed(id, outcomes.TrueForAll(outcome => outcome.Creates || !outcome.IsGood));
    }
}
