using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The entities that a query has selected, kept for a while so that pages fit together (5.2.39).</summary>
/// <param name="Id">A URI that cannot be guessed.</param>
/// <param name="ExpiresAt">When it goes.</param>
/// <param name="Owner">Who has made it; null for somebody unknown.</param>
/// <param name="Entities">Their ids.</param>
internal sealed record EntityMap(string Id, Instant ExpiresAt, string? Owner, ImmutableArray<EntityId> Entities)
{
    private static readonly string[] Here = ["@none"];

    /// <summary>Where parts of them are: ids of registrations, <c>@none</c> for this broker. Those that are here alone are not in it.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources { get; init; } = ImmutableDictionary<EntityId, string[]>.Empty;

    /// <summary>The registrations at whose sources parts of them are.</summary>
    public IReadOnlySet<string> Registrations => Sources.Values.SelectMany(where => where).Where(where => where != Here[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether all that there is of an entity is at sources.</summary>
    public bool IsElsewhere(EntityId id) => Sources.TryGetValue(id, out var where) && !where.Contains(Here[0]);

    /// <summary>Writes it as it is served.</summary>
    public void Write(PooledBuffer output, ReadOnlySpan<byte> context)
    {
        output.Append("{\"id\":"u8);
        Utf8Json.AppendString(output, Id);
        output.Append(",\"type\":\"EntityMap\",\"expiresAt\":"u8);
        ExpiresAt.AppendTo(output);
        output.Append(",\"entityMap\":"u8);
        WriteEntities(output);
        if (!context.IsEmpty)
        {
            output.Append(",\"@context\":"u8);
            output.Append(context);
        }
        output.Append((byte)'}');
    }

    public static EntityMap Of(Document document)
    {
        var ids = ImmutableArray.CreateBuilder<EntityId>();
        var sources = new Dictionary<EntityId, string[]>();
        var reader = new Utf8JsonReader(document.Body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = EntityId.Trusted(reader.GetString()!);
            ids.Add(id);
            var where = new List<string>();
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                where.Add(reader.GetString()!);
            if (where is not ["@none"])
                sources[id] = [.. where];
        }
        return new EntityMap(document.Id, document.ExpiresAt, document.Owner, ids.ToImmutable()) { Sources = sources };
    }

    public Document ToDocument(Instant now)
    {
        using var body = PooledBuffer.Rent();
        WriteEntities(body);
        return new Document(DocumentKind.EntityMap, Id, Owner, now, body.Written.ToArray()) { ExpiresAt = ExpiresAt };
    }

    private void WriteEntities(PooledBuffer output)
    {
        output.Append((byte)'{');
        for (var i = 0; i < Entities.Length; i++)
        {
            if (i > 0)
                output.Append((byte)',');
            Utf8Json.AppendString(output, Entities[i].Value);
            output.Append(":["u8);
            foreach (var where in Sources.GetValueOrDefault(Entities[i]) ?? Here)
            {
                Utf8Json.AppendString(output, where);
                output.Append((byte)',');
            }
            output.Close((byte)']');
        }
        output.Append((byte)'}');
    }
}
