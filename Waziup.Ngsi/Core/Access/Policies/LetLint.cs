using System.Globalization;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks for sets of ids that have become nearly as large as they may be (P16): beyond that a policy gives nothing.</summary>
/// <param name="storage">Where entities are.</param>
/// <param name="most">How many are looked at for a set.</param>
internal sealed class LetLint(IStorage storage, int most)
{
    // Who has most by a rough count need not have most of what meets all conditions.
    private const int Tried = 5;

    /// <param name="tenant">Where.</param>
    /// <param name="policies">Those that hold together.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<List<Finding>> OfAsync(TenantId tenant, IReadOnlyList<Policy> policies, Instant now, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var policy in policies.Where(policy => policy.HoldsAt(now)))
        {
            foreach (var (name, set) in policy.Let.OrderBy(let => let.Key, StringComparer.Ordinal))
            {
                if (await LargestAsync(tenant, set, now, cancel) is { } found)
                    findings.Add(new Finding("P16", false, policy.Id, Text(name, set, found.Whose, found.Count)));
            }
        }
        return findings;
    }

    private static string Text(string name, PolicySelection set, string? whose, int count) => string.Create(CultureInfo.InvariantCulture,
        $"{name}{(whose is null ? "" : $" of {whose}")} has {(count > set.Max ? $"more than {set.Max} ids: the policy gives nothing" : $"{count} ids, more than half of {set.Max}; beyond these the policy gives nothing")}");

    /// <summary>A set that has more than half of what it may have, and whose it is; null for no such one.</summary>
    private async ValueTask<(string? Whose, int Count)?> LargestAsync(TenantId tenant, PolicySelection set, Instant now, CancellationToken cancel)
    {
        if (!Placeholders.In(set.Entities).Any())
            return await CountAsync(tenant, set, "", now, cancel) is var all && IsLarge(all, set) ? (null, all) : null;
        foreach (var (whose, _) in (await TallyAsync(tenant, set, now, cancel)).Where(one => IsLarge(one.Value, set)).OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Tried))
        {
            if (await CountAsync(tenant, set, whose, now, cancel) is var count && IsLarge(count, set))
                return (whose, count);
        }
        return null;
    }

    private static bool IsLarge(int count, PolicySelection set) => 2L * count > set.Max;

    /// <summary>How large a set is for somebody; one more than it may be for all that is larger.</summary>
    private async ValueTask<int> CountAsync(TenantId tenant, PolicySelection set, string whose, Instant now, CancellationToken cancel)
    {
        var page = await storage.Entities.QueryAsync(tenant, new EntityQuery(Placeholders.Fill(set.Entities, _ => [whose], Filter.Nothing), now, Limit: set.Max), cancel);
        return page.Rows.Count + (page.More ? 1 : 0);
    }

    /// <summary>Of how many entities each person and group is one of those by which the set asks.</summary>
    private async ValueTask<Dictionary<string, int>> TallyAsync(TenantId tenant, PolicySelection set, Instant now, CancellationToken cancel)
    {
        var (names, counts, looked) = (Asked(set.Entities).ToHashSet(), new Dictionary<string, int>(StringComparer.Ordinal), 0);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await storage.Entities.VisitAsync(tenant, new EntityQuery(Placeholders.Fill(set.Entities, _ => default, Filter.Everything), now), Add, enough.Token);
        }
        catch (OperationCanceledException) when (looked > most && !cancel.IsCancellationRequested)
        {
            // A set has far fewer.
        }
        return counts;

        void Add(Entity entity)
        {
            if (++looked > most)
                enough.Cancel();
            foreach (var value in names.SelectMany(name => ValueTexts.Of(entity, name, now)).Select(Encoding.UTF8.GetString).Distinct(StringComparer.Ordinal))
                counts[value] = counts.GetValueOrDefault(value) + 1;
        }
    }

    /// <summary>The attributes that are compared with who the caller is.</summary>
    private static IEnumerable<Iri> Asked(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(Asked),
        Filter.Any any => any.Parts.SelectMany(Asked),
        Filter.Compares { Comparison: Comparison.Equal, Path: { IsAttribute: true, Names: [var name] } } when Placeholders.In(filter).Any() => [name],
        _ => [],
    };
}
