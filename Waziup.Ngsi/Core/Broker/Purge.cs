using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>Deletes what a query selects (5.6.21): whole entities, or some of their attributes.</summary>
/// <remarks>A part at a time, each one commit; what the query does not select any more when its turn comes stays.</remarks>
internal sealed class Purge(ReadPath reads, WritePath writes, Sources sources)
{
    private const int AtOnce = 500;

    /// <param name="call">Who and where.</param>
    /// <param name="request">The query; linked entities cannot be looked into.</param>
    /// <param name="map">The only entities that may be selected; null for all.</param>
    /// <param name="keep">Attributes that stay, all others go; null where it is not asked for.</param>
    /// <param name="drop">Attributes that go; null where it is not asked for.</param>
    /// <param name="cancel">Stops between two parts.</param>
    /// <returns>What could not be deleted, and why.</returns>
    public async ValueTask<BatchReport> RunAsync(Call call, QueryRequest request, EntityMap? map, string? keep, string? drop, CancellationToken cancel)
    {
        if (keep is not null && drop is not null)
            throw NgsiLdErrors.Bad("keep and drop contradict each other");
        var plan = QueryPlan.Of(request, call).In(map) with { Projection = Projection.Whole };
        var named = (keep ?? drop) is { } list ? ProjectionParser.Attributes(keep is null ? "drop" : "keep", list, call.Terms).Attributes.Select(name => name.Value).ToHashSet() : null;
        var report = new BatchReport();
        // All of them first: what is done to one may change which others are selected.
        foreach (var ids in (await reads.IdsAsync(call, plan.Filter, asSeen: true, cancel)).Chunk(AtOnce))
        {
            Mutation[] mutations = [.. ids.Select(id => MutationOf(id, named, keep is not null))];
            var changes = await writes.RunAsync(call, mutations, plan.Filter, cancel);
            for (var i = 0; i < changes.Length; i++)
            {
                // What is gone or has changed meanwhile is not what was selected.
                if (changes[i].Error is { Status: not 404 } error)
                    report.Fail(ids[i].Value, error);
                else
                    report.Succeed(ids[i].Value, created: false);
            }
        }
        if (sources.Any(call))
            await new SourcePurge(sources, call, plan, await writes.CheckAsync(call, MutationKind.DeleteEntity, cancel)).RunAsync(keep, drop, report, cancel);
        return report;
    }

    private static Mutation MutationOf(EntityId id, HashSet<string>? attributes, bool keeps) => attributes is null
        ? new Mutation(MutationKind.DeleteEntity, id)
        : new Mutation(MutationKind.Purge, id) { Attributes = attributes, Keeps = keeps };
}
