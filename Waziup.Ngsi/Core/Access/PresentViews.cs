using System.Text;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of entities as they are now.</summary>
/// <remarks>
/// Of what is told once a part of time is over he sees the last value before that, which the history knows; nothing of it where there is none. Conditions, orders and
/// notifications do without: for them it is missing.
/// </remarks>
internal sealed class PresentViews(ITemporalStore history, TenantId tenant, Grant grant, Instant now)
{
    // Who writes so many in one part of time has no value.
    private const int MostJudged = 10_000;

    private readonly List<Entity> _seen = [];

    /// <summary>The entities that were shown, as they are stored, where that is to be known.</summary>
    public IReadOnlyList<Entity> Seen => _seen;

    /// <summary>The view of an entity, or null where the caller sees none of it.</summary>
    public async ValueTask<EntityView?> OfAsync(Entity entity, Projection projection, CancellationToken cancel)
    {
        var view = await ViewAsync(entity, projection, cancel);
        if (grant.Notifies && view is not null)
            _seen.Add(entity);
        return view;
    }

    private async ValueTask<EntityView?> ViewAsync(Entity entity, Projection projection, CancellationToken cancel)
    {
        if (!grant.TellsByParts || entity.IsDeleted || entity.IsExpired(now))
            return EntityView.Of(entity, grant, projection, now);
        return grant.Admits(entity, now, out var forms)
            ? EntityView.Of(forms.Blur is null ? entity : await ToldAsync(entity, forms, cancel), grant, forms, projection, now) : null;
    }

    /// <summary>The entity with the last values that may be told instead of those that may not be yet.</summary>
    private async ValueTask<Entity> ToldAsync(Entity entity, EntityForms forms, CancellationToken cancel)
    {
        var (early, bodies) = (new Dictionary<(string Name, string? Dataset), (int At, AlignedPeriod Parts)>(), new Dictionary<int, ReadOnlyMemory<byte>>());
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            var name = entity.NameOf(in entity.Instances[i]);
            var dataset = entity.DatasetOf(in entity.Instances[i]);
            if (forms.Of(name).Of(dataset).Parts is not { } parts || parts.IsOver(entity.Instances[i].ObservedAt, now))
                continue;
            early.Add((Encoding.UTF8.GetString(name), dataset.IsEmpty ? null : Encoding.UTF8.GetString(dataset)), (i, parts));
            bodies.Add(i, default);
        }
        if (early.Count == 0)
            return entity;
        var judged = 0;
        var window = new Window(TimeProperty.ObservedAt, Instant.None, now, NewestFirst: true) { Names = [.. early.Keys.Select(key => key.Name).Distinct(StringComparer.Ordinal)] };
        await history.VisitAsync(tenant, entity.Id, window, row =>
        {
            // What an earlier entity of the same id was is not known.
            if (row.CreatedAt >= entity.CreatedAt && !row.IsDeletion && early.TryGetValue((row.Name, row.DatasetId), out var wanted) && wanted.Parts.IsOver(row.At, now))
            {
                bodies[wanted.At] = row.Body;
                early.Remove((row.Name, row.DatasetId));
            }
            return early.Count > 0 && ++judged < MostJudged;
        }, cancel);
        return Rebuild.Instead(entity, bodies);
    }
}
