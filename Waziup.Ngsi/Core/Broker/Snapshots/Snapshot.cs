using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>A snapshot: what queries have selected, as it was then (5.2.41). Its data is in a hidden tenant.</summary>
/// <param name="Form">What the client has said of it.</param>
/// <param name="Owner">Who has made it.</param>
/// <param name="Context">The @context of its queries, as JSON.</param>
/// <param name="Key">Names its hidden tenant.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was changed last.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Snapshot(JsonObject Form, Caller Owner, string Context, string Key, Instant CreatedAt, Instant ModifiedAt) : IStoredForm
{
    public const string Preparing = "preparing";
    public const string Failure = "failure";

    public string Id => Form["id"]!.GetValue<string>();

    public Instant ExpiresAt { get; init; } = Instant.None;

    public Instant LastUsedAt { get; init; } = Instant.None;

    /// <summary>The key of the snapshot whose data it takes over (5.16.2); null where its queries are carried out.</summary>
    public string? CopyOf { get; init; }

    /// <summary>preparing, success, partial, empty or failure.</summary>
    public string Status { get; init; } = Preparing;

    /// <summary>How each query ended; empty before.</summary>
    public IReadOnlyList<QueryOutcome> Queries { get; init; } = [];

    /// <summary>How each temporal query ended; empty before.</summary>
    public IReadOnlyList<QueryOutcome> TemporalQueries { get; init; } = [];

    public int Priority => Form["snapshotPriority"]?.GetValue<int>() ?? 5;

    /// <summary>The tenant that holds its data.</summary>
    public TenantId DataOf(TenantId tenant) => tenant.Snapshot(Key);

    /// <summary>A key that no other snapshot has.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public static Snapshot Of(Document document)
    {
        var root = JsonNode.Parse(document.Body.Span)!.AsObject();
        var form = root["form"]!.AsObject();
        root.Remove("form");
        return new Snapshot(form, StoredCaller.Read(root["owner"]!.AsObject()), root.Text("context")!, root.Text("key")!, root.Time("createdAt"), root.Time("modifiedAt"))
        {
            ExpiresAt = document.ExpiresAt,
            LastUsedAt = root.Time("lastUsedAt"),
            Status = root.Text("status")!,
            CopyOf = root.Text("copyOf"),
            Queries = QueryOutcome.Read(root, "queries"),
            TemporalQueries = QueryOutcome.Read(root, "temporalQueries"),
        };
    }

    public Document ToDocument()
    {
        var root = new JsonObject
        {
            ["owner"] = StoredCaller.Write(Owner),
            ["context"] = Context,
            ["key"] = Key,
            ["createdAt"] = CreatedAt.ToString(),
            ["modifiedAt"] = ModifiedAt.ToString(),
            ["lastUsedAt"] = LastUsedAt.ToString(),
            ["status"] = Status,
            ["queries"] = QueryOutcome.Write(Queries),
            ["temporalQueries"] = QueryOutcome.Write(TemporalQueries),
            ["form"] = Form.DeepClone(),
        };
        if (CopyOf is not null)
            root["copyOf"] = CopyOf;
        return new Document(DocumentKind.Snapshot, Id, Owner.Subject, ModifiedAt, Encoding.UTF8.GetBytes(root.ToJsonString())) { ExpiresAt = ExpiresAt };
    }
}
