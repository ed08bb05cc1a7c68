using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Adds local contexts to an active one (JSON-LD 1.1, "Context Processing").</summary>
internal sealed class ContextUpdate(
    ContextDocuments documents, ProcessingBudget budget, NameCaches<ExpandedName, CompactName> names)
{
    /// <summary>The context that holds once a local one has been added.</summary>
    /// <param name="active">What holds before.</param>
    /// <param name="local">The value of an <c>@context</c>.</param>
    /// <param name="baseUrl">The document it stands in, null if it has no URL.</param>
    /// <param name="propagates">Whether it also holds in the nodes below, unless it says so itself.</param>
    /// <param name="overrides">Whether it may redefine protected terms.</param>
    public FullContext Apply(FullContext active, JsonElement local, string? baseUrl, bool propagates, bool overrides)
    {
        var draft = Begin(active);
        Apply(draft, local, new Surroundings(baseUrl, null, propagates, overrides, IsTrial: false), active);
        return new FullContext(draft, names);
    }

    private ContextDraft Begin(FullContext active)
    {
        // Copying a term is that much cheaper than defining one.
        budget.Spend(active.Terms.Count / 16);
        return new ContextDraft(active);
    }

    private void Apply(ContextDraft draft, JsonElement local, Surroundings at, FullContext? before)
    {
        if (local.ValueKind == JsonValueKind.Object && local.TryGetProperty("@propagate"u8, out var propagate)
            && propagate.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            at = at with { Propagates = propagate.ValueKind == JsonValueKind.True };
        }

        if (!at.Propagates && draft.Previous is null)
            draft.Settings = draft.Settings with { Previous = before ?? new FullContext(draft.Copy(), names) };

        if (local.ValueKind != JsonValueKind.Array)
        {
            Add(draft, local, at);
            return;
        }

        foreach (var item in local.EnumerateArray())
            Add(draft, item, at);
    }

    private void Add(ContextDraft draft, JsonElement context, Surroundings at)
    {
        switch (context.ValueKind)
        {
            case JsonValueKind.Null:
                if (!at.Overrides && draft.HasProtectedTerms())
                {
                    throw new JsonLdException(
                        JsonLdErrorCode.InvalidContextNullification, "A context with protected terms cannot be forgotten.");
                }

                draft.Reset(at.Propagates ? null : draft.Previous);
                break;
            case JsonValueKind.String:
                Include(draft, documents.Resolve(JsonText.Read(context, "@context"), at.BaseUrl), at);
                break;
            case JsonValueKind.Object:
                Define(draft, Import(JsonText.ReadMembers(context), draft.Mode, at.BaseUrl), at);
                break;
            default:
                throw new JsonLdException(
                    JsonLdErrorCode.InvalidContext, "A context must be a URL, an object, null, or an array of these.");
        }
    }

    private void Include(ContextDraft draft, string url, Surroundings at)
    {
        if (at.IsTrial && RemotePath.Contains(at.Remote, url))
            return;

        if (at.Remote?.Depth >= documents.MaxDepth)
        {
            throw new JsonLdException(
                JsonLdErrorCode.ContextOverflow, $"Contexts may include each other {documents.MaxDepth} deep at most.");
        }

        budget.Spend(1);
        var inner = at with { BaseUrl = url, Remote = new RemotePath(url, at.Remote), Propagates = true };
        Apply(draft, documents.Get(url), inner, null);
    }

    private Dictionary<string, JsonElement> Import(Dictionary<string, JsonElement> members, ProcessingMode mode, string? baseUrl)
    {
        ContextMembers.CheckVersion(members, mode);
        if (!members.TryGetValue("@import", out var import))
            return members;

        ContextMembers.RequireVersion11(mode, "@import");
        if (import.ValueKind != JsonValueKind.String)
            throw new JsonLdException(JsonLdErrorCode.InvalidImport, "@import must be a string.");

        var url = documents.Resolve(JsonText.Read(import, "@import"), baseUrl);
        var imported = documents.Get(url);
        if (imported.ValueKind != JsonValueKind.Object)
            throw new JsonLdException(JsonLdErrorCode.LoadingInvalid, $"The imported context {url} must be one object.");

        var merged = JsonText.ReadMembers(imported);
        if (merged.ContainsKey("@import"))
        {
            throw new JsonLdException(
                JsonLdErrorCode.InvalidContextEntry, $"The imported context {url} must not have an @import of its own.");
        }

        foreach (var (name, value) in members)
            merged[name] = value;
        return merged;
    }

    private void Define(ContextDraft draft, Dictionary<string, JsonElement> members, Surroundings at)
    {
        ContextMembers.Read(draft, members, isRemote: at.Remote is not null);
        var isProtected = members.TryGetValue("@protected", out var value)
            && TermMembers.ReadBoolean(value, "@protected", JsonLdErrorCode.InvalidProtected);
        var surroundings = new DefinitionSurroundings(at.BaseUrl, isProtected, at.Overrides, at.IsTrial, scoped => Try(draft, scoped, at));
        new DefinitionPass(draft, members, surroundings, budget).Run();
    }

    // Whether the context of a term can be processed at all; what comes out is looked at when the term is used.
    private void Try(ContextDraft draft, JsonElement scoped, Surroundings at)
    {
        budget.Spend(draft.Terms.Count / 16);
        Apply(draft.Copy(), scoped, at with { Propagates = true, Overrides = true, IsTrial = true }, null);
    }

    private sealed record Surroundings(string? BaseUrl, RemotePath? Remote, bool Propagates, bool Overrides, bool IsTrial);
}
