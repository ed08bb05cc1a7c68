using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>The entities of which a cloud has refused something: they hold nothing up, and are told of again from time to time, with what of their past was refused.</summary>
/// <param name="documents">Where they are kept.</param>
/// <param name="link">The name of the link.</param>
internal sealed class RefusedEntities(IDocumentStore documents, string link)
{
    private readonly Dictionary<(TenantId Tenant, EntityId Id), RefusedEntity> _known = [];
    private readonly HashSet<(TenantId Tenant, EntityId Id)> _changed = [];

    /// <summary>How many there are.</summary>
    public int Count => _known.Count;

    /// <summary>Reads what was kept.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        _known.Clear();
        foreach (var (tenant, document) in await documents.ListAsync(DocumentKind.Refused, cancel))
        {
            if (!document.Id.StartsWith(link + " ", StringComparison.Ordinal))
                continue;
            using var json = JsonDocument.Parse(document.Body);
            var id = EntityId.Trusted(document.Id[(link.Length + 1)..]);
            _known[(tenant, id)] = new RefusedEntity(tenant, id, new RowRange(json.RootElement.GetProperty("first").GetInt64(), json.RootElement.GetProperty("last").GetInt64()), json.RootElement.GetProperty("why").GetString()!, document.ModifiedAt)
            {
                Replaces = json.RootElement.GetProperty("replaces").GetBoolean(),
            };
        }
    }

    /// <summary>Notes that something was refused; it is kept with <see cref="SaveAsync"/>.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="loss">What, of which entity.</param>
    /// <param name="now">When.</param>
    /// <returns>Whether nothing of it was refused before.</returns>
    public bool Add(TenantId tenant, Loss loss, Instant now)
    {
        _known.TryGetValue((tenant, loss.Id), out var known);
        _known[(tenant, loss.Id)] = new RefusedEntity(tenant, loss.Id, loss.Rows.With(known?.Rows ?? RowRange.None), loss.Why, now)
        {
            Replaces = loss.Replaces || known is { Replaces: true },
        };
        _changed.Add((tenant, loss.Id));
        return known is null;
    }

    /// <summary>One that was last refused before a time; null for none.</summary>
    public RefusedEntity? Before(Instant time) => _known.Values.Where(entity => entity.At < time).MinBy(entity => entity.At.Micros);

    /// <summary>Keeps what was noted, durably: before the position moves on.</summary>
    public async ValueTask SaveAsync(CancellationToken cancel)
    {
        foreach (var key in _changed.ToList())
        {
            var entity = _known[key];
            using var body = PooledBuffer.Rent();
            using (var writer = new Utf8JsonWriter(body))
            {
                writer.WriteStartObject();
                writer.WriteNumber("first", entity.Rows.First);
                writer.WriteNumber("last", entity.Rows.Last);
                writer.WriteString("why", entity.Why);
                writer.WriteBoolean("replaces", entity.Replaces);
                writer.WriteEndObject();
            }
            await documents.PutAsync(entity.Tenant, new Document(DocumentKind.Refused, IdOf(entity), null, entity.At, body.Written.ToArray()), cancel);
            _changed.Remove(key);
        }
    }

    /// <summary>The cloud has taken the present of it, and its past before a row: the rest is told next.</summary>
    public async ValueTask AdvanceAsync(RefusedEntity entity, long first, CancellationToken cancel)
    {
        _known[(entity.Tenant, entity.Id)] = entity with { Rows = entity.Rows with { First = first } };
        _changed.Add((entity.Tenant, entity.Id));
        await SaveAsync(cancel);
    }

    /// <summary>The cloud has taken all of it.</summary>
    public async ValueTask RemoveAsync(RefusedEntity entity, CancellationToken cancel)
    {
        await documents.DeleteAsync(entity.Tenant, DocumentKind.Refused, IdOf(entity), cancel);
        _known.Remove((entity.Tenant, entity.Id));
    }

    private string IdOf(RefusedEntity entity) => $"{link} {entity.Id.Value}";
}

/// <summary>An entity of which something was refused.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">The entity.</param>
/// <param name="Rows">The rows of its past among that; none where only its present was.</param>
/// <param name="Why">Why, for people.</param>
/// <param name="At">When it was last.</param>
internal sealed record RefusedEntity(TenantId Tenant, EntityId Id, RowRange Rows, string Why, Instant At)
{
    /// <summary>Whether it was to take the place of what the cloud has.</summary>
    public bool Replaces { get; init; }
}
