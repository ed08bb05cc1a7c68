using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads histories for one request.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="call">The request.</param>
/// <param name="grant">What the caller may see of them.</param>
/// <param name="time">The time by which instances are chosen.</param>
internal sealed class HistoryReading(IStorage storage, Call call, Grant grant, TimeProperty time)
{
    /// <summary>Of so many instances an entity is judged.</summary>
    public const int MostJudged = 100_000;

    /// <summary>Whose it is.</summary>
    public TenantId Tenant => call.Tenant;

    /// <summary>What the caller may see.</summary>
    public Grant Grant => grant;

    /// <summary>When it is read.</summary>
    public Json.Instant Now => call.Now;

    /// <summary>The gate of an entity, also of what remains of it; null where it does not exist for the caller.</summary>
    public async ValueTask<HistoryGate?> GateAsync(EntityId id, Projection projection, CancellationToken cancel)
    {
        var stored = grant.IdsBehind(id);
        var head = await storage.Entities.FindAsync(call.Tenant, stored[0], cancel);
        if (head is null)
        {
            var remains = new EntityQuery(new Filter.HasId([.. stored]), call.Now, Limit: 1) { WithRemains = true };
            head = (await storage.Entities.QueryAsync(call.Tenant, remains, cancel)).Rows is [var found] ? found : null;
        }
        // An entity is there under the id alone that it is shown with.
        return head is not null && GateOf(head, projection) is { } gate && gate.Id == id ? gate : null;
    }

    /// <summary>A condition on what the caller sees.</summary>
    public Filter OnView(Filter filter) => grant.OnView(filter);

    /// <summary>An order by what the caller sees.</summary>
    public Ordering? OnView(Ordering? order) => grant.OnView(order);

    /// <summary>The gate of an entity that was found; null where it does not exist for the caller.</summary>
    public HistoryGate? GateOf(Entity head, Projection projection) => HistoryGate.Of(head, grant, projection, time, call.Now);

    /// <summary>Shows rows that lie in a window and in scopes; what the gate does not admit among them.</summary>
    public async ValueTask VisitAsync(HistoryGate gate, Window window, ScopePeriods? scopes, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        if (!gate.MayBlur)
        {
            await storage.History.VisitAsync(call.Tenant, gate.Head.Id, window, VisitOne, cancel);
            return;
        }
        var blurred = new BlurredRows(gate, window);
        await storage.History.VisitAsync(call.Tenant, gate.Head.Id, blurred.Stored, blurred.Take, cancel);
        _ = blurred.InOrder().All(VisitOne);

        bool VisitOne(HistoryRow row) => !IsIn(scopes, row, window) || visit(row);
    }

    /// <summary>An entity has too many.</summary>
    public static NgsiLdException TooMany() => new(NgsiLdErrors.TooComplexQuery($"an entity has more than {MostJudged} instances in the window; make it shorter"));

    private static bool IsIn(ScopePeriods? scopes, HistoryRow row, Window window) => scopes?.Contain(row.TimeOf(window.Property)) != false;

    /// <summary>Shows values that lie in a window by the times of their keys, and in scopes; what is hidden from the caller among them.</summary>
    public ValueTask VisitValuesAsync(HistoryGate gate, Window window, ScopePeriods? scopes, Action<HistoryValue> visit, CancellationToken cancel) =>
        storage.History.VisitValuesAsync(call.Tenant, gate.Head.Id, window, scopes is null ? visit : value =>
        {
            if (scopes.Contain(value.At))
                visit(value);
        }, cancel);

    /// <summary>Shows sums, see <see cref="ITemporalStore.VisitSumsAsync"/>; of what is hidden from the caller too.</summary>
    public ValueTask<bool> VisitSumsAsync(HistoryGate gate, Window window, long period, Action<HistorySum> visit, CancellationToken cancel) =>
        storage.History.VisitSumsAsync(call.Tenant, gate.Head.Id, window, period, visit, cancel);

    /// <summary>When the entity was in scopes that a condition wants; null for no condition, and none where the caller does not see them.</summary>
    public async ValueTask<ScopePeriods?> ScopesAsync(HistoryGate gate, Filter? condition, CancellationToken cancel)
    {
        if (condition is null)
            return null;
        var scopes = new ScopePeriods(condition, gate.Head.CreatedAt);
        await VisitAsync(gate, ScopePeriods.Window, null, row =>
        {
            if (gate.Admits(row))
                scopes.Add(row);
            return true;
        }, cancel);
        return scopes;
    }

    /// <summary>Whether there is a row of an attribute that meets a condition.</summary>
    public async ValueTask<bool> HasAsync(HistoryGate gate, Window window, ScopePeriods? scopes, Predicate<HistoryRow> fits, CancellationToken cancel)
    {
        var found = false;
        // Whether there is one depends on no order, and needs none of the others.
        var blurred = gate.MayBlur ? new BlurredRows(gate, window) : null;
        await storage.History.VisitAsync(call.Tenant, gate.Head.Id, blurred?.Stored ?? window, row => !(found = (blurred is null ? row : blurred.ToldOf(row)) is { } told
            && IsIn(scopes, told, window) && fits(told)), cancel);
        return found;
    }

    /// <summary>Whether the instances of the entity that lie in a window meet a condition.</summary>
    /// <exception cref="NgsiLdException">TooComplexQuery where too many would have to be looked at.</exception>
    public async ValueTask<bool> MatchesAsync(
        HistoryGate gate, Window window, ScopePeriods? scopes, Filter filter, ImmutableArray<string> names, CancellationToken cancel)
    {
        var rows = new List<HistoryRow>();
        await VisitAsync(gate, window with { Names = names, NewestFirst = false }, scopes, row =>
        {
            if (!row.IsDeletion && gate.Disclose(row) is { } shown)
                rows.Add(shown);
            return rows.Count <= MostJudged;
        }, cancel);
        if (rows.Count > MostJudged)
            throw TooMany();
        return Evaluator.Matches(filter, HistoryEntity.Of(gate.Head, gate.Id, gate.CreatedAt, gate.ModifiedAt, rows), call.Now);
    }

    /// <summary>The attributes that the entity has now, or that were asked for, of which the window holds instances, other than those named.</summary>
    public async ValueTask<List<string>> OthersAsync(
        HistoryGate gate, Window window, ScopePeriods? scopes, HashSet<string> named, CancellationToken cancel)
    {
        if (gate.Head.IsDeleted)
            return await NamesAsync(gate, window, scopes, named, cancel);
        var others = new List<string>();
        foreach (var name in gate.KnownNames().Where(name => !named.Contains(name) && gate.Shows(name)))
        {
            if (await HasAsync(gate, window with { Names = [name] }, scopes, gate.Shows, cancel))
                others.Add(name);
        }
        return others;
    }

    // What an entity had that is gone, only its history knows.
    private async ValueTask<List<string>> NamesAsync(
        HistoryGate gate, Window window, ScopePeriods? scopes, HashSet<string> named, CancellationToken cancel)
    {
        var others = new List<string>();
        await VisitAsync(gate, window, scopes, row =>
        {
            if (gate.Shows(row) && named.Add(row.Name))
                others.Add(row.Name);
            return true;
        }, cancel);
        return others;
    }
}
