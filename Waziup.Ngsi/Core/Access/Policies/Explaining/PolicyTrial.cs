using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Says what a change of the policies that hold would change for callers, before it is made. For administrators alone.</summary>
public sealed class PolicyTrial(IStorage storage, DocumentPolicy policy, PolicyBook book, PolicyActivation activation, TimeProvider clock, IAuditLog audit)
{
    private const int MaxSample = 1000;
    private const int MaxCallers = 20;
    private const int MaxExamples = 10;
    private static readonly string[] Known = ["activate", "retire", "callers", "right", "type", "sample"];

    /// <summary>Tries a change.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="asker">Who; an administrator.</param>
    /// <param name="form"><c>{"activate":[policy or {"id","version"}],"retire":["id"],"callers":["role:…"],"right":"read","type":"A|B","sample":100}</c>.</param>
    /// <param name="terms">The @context in which names are written.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>For each caller how many entities of the sample, the oldest, he sees before and after, how often the form of an attribute changes, and examples; what noise costs; and what lint says.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; BadRequestData; ResourceNotFound for a version that is not there.</exception>
    public async ValueTask<JsonObject> TryAsync(TenantId tenant, Caller asker, JsonElement form, ActiveContext terms, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(asker);
        book.Check(asker, tenant);
        JsonForm.CheckMembers(form, "the body", Known);
        var right = PolicyReader.RightIn(form);
        var callers = form.TryGetProperty("callers", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MaxCallers
            ? list.EnumerateArray().ToList() : throw NgsiLdErrors.Bad($"/callers is a list of 1 to {MaxCallers}");
        audit.Write(new AuditEntry("policies-tried", asker) { Tenant = tenant.Value });
        var before = await policy.SetAsync(tenant, cancel);
        var after = await activation.TriedAsync(tenant, form, terms, cancel);
        var sample = await SampleAsync(tenant, form, terms, cancel);
        var told = new JsonObject();
        foreach (var one in callers)
        {
            var caller = CallerForm.Read(one, "/callers");
            var (old, next) = (await policy.TryAsync(before, caller, tenant, right, cancel), await policy.TryAsync(after, caller, tenant, right, cancel));
            told[one.ValueKind == JsonValueKind.String ? one.GetString()! : one.GetRawText()] = Compared(sample, old.Grant, next.Grant, next.Failed, terms);
        }
        return new JsonObject
        {
            ["sample"] = sample.Count,
            ["callers"] = told,
            ["noise"] = new JsonArray([.. after.Policies.SelectMany(one => NoiseCost.Of(one).Select(cost => (JsonNode)cost.ToJson(one.Id)))]),
            ["lint"] = new JsonArray([.. (await activation.FindingsAsync(tenant, after.Policies, cancel)).Select(finding => (JsonNode)finding.ToJson())]),
        };
    }

    private Instant Now => Instant.Of(clock.GetUtcNow());

    private async ValueTask<IReadOnlyList<Entity>> SampleAsync(TenantId tenant, JsonElement form, ActiveContext terms, CancellationToken cancel)
    {
        var size = 100;
        if (form.TryGetProperty("sample", out var wanted) && !(wanted.ValueKind == JsonValueKind.Number && wanted.TryGetInt32(out size) && size is > 0 and <= MaxSample))
            throw NgsiLdErrors.Bad($"/sample is a whole number from 1 to {MaxSample}");
        var filter = form.TryGetProperty("type", out var type) ? TypeParser.Parse(JsonForm.Text(type, "/type"), terms) : Filter.Everything;
        return (await storage.Entities.QueryAsync(tenant, new EntityQuery(filter, Now, Limit: size), cancel)).Rows;
    }

    private JsonObject Compared(IReadOnlyList<Entity> sample, Grant before, Grant after, IReadOnlyList<string> failed, ActiveContext terms)
    {
        var (visible, counts, examples) = ((Before: 0, After: 0), new SortedDictionary<string, SortedDictionary<string, int>>(StringComparer.Ordinal), new JsonArray());
        foreach (var entity in sample)
        {
            var (old, next) = (new PolicyExplanation(entity, before, terms, Now), new PolicyExplanation(entity, after, terms, Now));
            visible = (visible.Before + (old.IsVisible ? 1 : 0), visible.After + (next.IsVisible ? 1 : 0));
            foreach (var (name, change) in FormChanges.Of(entity, old, next))
            {
                var changes = counts.TryGetValue(name, out var known) ? known : counts[name] = new SortedDictionary<string, int>(StringComparer.Ordinal);
                changes[change] = changes.GetValueOrDefault(change) + 1;
                if (examples.Count < MaxExamples)
                    examples.Add((JsonNode)new JsonObject { ["entity"] = entity.Id.Value, ["attribute"] = name, ["change"] = change });
            }
        }
        var attributes = new JsonObject();
        foreach (var (name, changes) in counts)
            attributes[name] = new JsonObject([.. changes.Select(change => KeyValuePair.Create(change.Key, (JsonNode?)change.Value))]);
        return new JsonObject
        {
            ["visible"] = new JsonObject { ["before"] = visible.Before, ["after"] = visible.After },
            ["attributes"] = attributes,
            ["examples"] = examples,
            ["failed"] = new JsonArray([.. failed.Distinct(StringComparer.Ordinal).Select(id => (JsonNode)id)]),
        };
    }
}
