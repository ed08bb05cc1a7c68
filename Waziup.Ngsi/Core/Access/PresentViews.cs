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
/// what is told of a change do without: for them it is missing.
/// </remarks>
internal sealed class PresentViews(ITemporalStore history, TenantId tenant, Grant grant, Instant now)
{
    // Of so many rows of other instances, or of values without a time, there is none.
    private const int MostJudged = 10_000;

    /// <summary>The view of an entity, or null where the caller sees none of it.</summary>
    public async ValueTask<EntityView?> OfAsync(Entity entity, Projection projection, CancellationToken cancel)
    {
        if (!grant.TellsByParts || entity.IsDeleted || entity.IsExpired(now))
            return EntityView.Of(entity, grant, projection, now);
        return grant.Admits(entity, now, out var forms)
            ? EntityView.Of(entity, forms.Blur is null ? entity : await ToldAsync(entity, forms, cancel), grant, forms, projection, now) : null;
    }

    /// <summary>The entity with the last values before the parts of time that are not over, in the place of those that it has now.</summary>
    private async ValueTask<Entity> ToldAsync(Entity entity, EntityForms forms, CancellationToken cancel)
    {
        var bodies = new Dictionary<int, ReadOnlyMemory<byte>>();
        var wanted = new Dictionary<(string Name, string? Dataset), int>();
        var to = new Dictionary<string, Instant>(StringComparer.Ordinal);
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            if (forms.Of(entity.NameOf(in entity.Instances[i])).Of(entity.DatasetOf(in entity.Instances[i])).Parts is not { } parts)
                continue;
            var (name, dataset) = (Encoding.UTF8.GetString(entity.NameOf(in entity.Instances[i])), Encoding.UTF8.GetString(entity.DatasetOf(in entity.Instances[i])));
            bodies.Add(i, default);
            // What began in a part that is not over is told with that part.
            if (entity.Instances[i].IsExpired(now) || entity.Instances[i].CreatedAt >= parts.StartOf(now))
                continue;
            wanted.Add((name, dataset.Length > 0 ? dataset : null), i);
            to[name] = to.TryGetValue(name, out var other) && other > parts.StartOf(now) ? other : parts.StartOf(now);
        }
        foreach (var (name, end) in to)
        {
            var left = wanted.Count(one => one.Key.Name == name);
            var judged = 0;
            await history.VisitAsync(tenant, entity.Id, new Window(TimeProperty.Key, Instant.None, end, NewestFirst: true) { Names = [name] }, row =>
            {
                if (IsLast(entity, forms, row) && wanted.Remove((name, row.DatasetId), out var at))
                {
                    bodies[at] = row.IsDeletion ? default : row.Body;
                    left--;
                }
                return left > 0 && ++judged < MostJudged;
            }, cancel);
        }
        return Rebuild.Instead(entity, bodies);
    }

    // What an earlier entity of the same id was is not known.
    private bool IsLast(Entity entity, EntityForms forms, HistoryRow row) => row.CreatedAt >= entity.CreatedAt && (row.IsObserved || row.IsDeletion)
        && forms.Of(Encoding.UTF8.GetBytes(row.Name)).Of(row.DatasetId is null ? [] : Encoding.UTF8.GetBytes(row.DatasetId)).Parts?.IsOver(row.At, now) == true;
}
