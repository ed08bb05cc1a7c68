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
    /// <summary>Writes what of some cells may be published and was not before.</summary>
    /// <exception cref="NgsiLdException">Something of it could not be written.</exception>
    public async ValueTask WriteAsync(TenantId tenant, Release release, GatheredCells cells, long newest, CancellationToken cancel)
    {
        var intents = new List<Intent>();
        foreach (var told in cells.At(newest).GroupBy(cell => cell.Group))
        {
            if (release.IdOf(told.Key.Parts) is not { } id)
                continue;
            List<(Instant Start, ReleasedCell Cell)> all = [.. told.Select(cell => (release.Period.StartOf(cell.Index), cell))];
            var published = await PublishedAsync(tenant, id, release, all[0].Start, all[^1].Start, cancel);
            foreach (var (start, cell) in all)
            {
                if (!published.Contains(start) && Fragment(id, cell, release, start) is { } fragment)
                    intents.Add(new Intent(id, current => Apply(current, fragment, release, start)));
            }
        }
        await Commits.AllAsync(store.CommitAsync, tenant, intents, cancel);
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
    private Entity? Fragment(EntityId id, ReleasedCell cell, Release release, Instant start)
    {
        var rounded = release.Round is { } step ? cell.Decimal is { } mean ? Rounding.Of(mean, step) : null : cell.Noisy?.Mean;
        if (release.Round is not null && rounded is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id.Value);
            json.WriteString("type", release.As.Type.Value);
            if (cell.Group.IsScope)
                json.WriteString("scope", cell.Group.Name);
            Write(json, release.As.Attribute, start, release.UnitCode, () =>
            {
                if (rounded is { } number)
                    json.WriteNumberValue(number);
                else
                    json.WriteNumberValue(cell.Mean!.Value);
            });
            if (release.As.TotalCount is { } count)
                Write(json, count, start, null, () => json.WriteNumberValue(cell.Noisy!.Value.Units));
            json.WriteEndObject();
        }
        return EntityReader.Read(buffer.WrittenSpan, terms, new ReadRules());
    }

    private static void Write(Utf8JsonWriter json, Iri attribute, Instant start, string? unit, Action value)
    {
        json.WriteStartObject(attribute.Value);
        json.WriteString("type", "Property");
        json.WritePropertyName("value");
        value();
        if (unit is not null)
            json.WriteString("unitCode", unit);
        json.WriteString("observedAt", start.ToString());
        json.WriteEndObject();
    }
}
