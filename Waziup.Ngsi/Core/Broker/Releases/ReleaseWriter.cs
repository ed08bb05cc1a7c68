using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>Writes what is published: as ordinary entities, so that histories and subscriptions have it as they have anything.</summary>
internal sealed class ReleaseWriter(IStorage storage, Quotas store, ActiveContext terms, TimeProvider clock)
{
    private const int AtOnce = 200;

    // Decimal numbers end not far beyond.
    private const double MostRounded = 1e28;

    /// <summary>Writes what of some cells may be published and was not before.</summary>
    /// <exception cref="NgsiLdException">Something of it could not be written.</exception>
    public async ValueTask WriteAsync(TenantId tenant, Release release, GatheredCells cells, long newest, CancellationToken cancel)
    {
        var intents = new List<Intent>();
        foreach (var told in cells.At(newest).GroupBy(cell => cell.Group))
        {
            if (release.IdOf(told.Key.Parts) is not { } id)
                continue;
            List<(Instant Start, double Mean)> means = [.. told.Select(cell => (release.Period.StartOf(cell.Index), cell.Mean))];
            var published = await PublishedAsync(tenant, id, release, means[0].Start, means[^1].Start, cancel);
            foreach (var (start, mean) in means)
            {
                if (!published.Contains(start) && Fragment(id, told.Key, release, start, mean) is { } fragment)
                    intents.Add(new Intent(id, current => Apply(current, fragment, release, start)));
            }
        }
        foreach (var some in intents.Chunk(AtOnce))
        {
            foreach (var change in await store.CommitAsync(tenant, some, cancel))
            {
                if (change.Error is { } error)
                    throw new NgsiLdException(error);
            }
        }
    }

    /// <summary>The beginnings of the cells that were published, from one to another.</summary>
    private async ValueTask<HashSet<Instant>> PublishedAsync(TenantId tenant, EntityId id, Release release, Instant first, Instant last, CancellationToken cancel)
    {
        var published = new HashSet<Instant>();
        var window = new Window(TimeProperty.ObservedAt, first, new Instant(last.Micros + 1)) { Names = [release.As.Attribute.Value] };
        await storage.History.VisitAsync(tenant, id, window, row =>
        {
            published.Add(row.At);
            return true;
        }, cancel);
        return published;
    }

    private Change Apply(Entity? current, Entity fragment, Release release, Instant start)
    {
        var now = Instant.Of(clock.GetUtcNow());
        // Another process may have been faster.
        if (current is { IsDeleted: false } && current.Find(release.As.Attribute.Utf8, []) is >= 0 and var at && current.Instances[at].ObservedAt == start)
            return new Change { Outcome = Outcome.Unchanged };
        return Patch.Apply(current, new Mutation(MutationKind.Ingest, fragment.Id, fragment), now);
    }

    /// <summary>What is published of a cell; null for what cannot be rounded.</summary>
    private Entity? Fragment(EntityId id, ReleaseGroup group, Release release, Instant start, double mean)
    {
        var rounded = release.Round is { } step && Math.Abs(mean) < MostRounded ? Rounding.Of((decimal)mean, step) : null;
        if (release.Round is not null && rounded is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id.Value);
            json.WriteString("type", release.As.Type.Value);
            if (group.IsScope)
                json.WriteString("scope", group.Name);
            json.WriteStartObject(release.As.Attribute.Value);
            json.WriteString("type", "Property");
            if (rounded is { } number)
                json.WriteNumber("value", number);
            else
                json.WriteNumber("value", mean);
            if (release.UnitCode is { } unit)
                json.WriteString("unitCode", unit);
            json.WriteString("observedAt", start.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return EntityReader.Read(buffer.WrittenSpan, terms, new ReadRules());
    }
}
