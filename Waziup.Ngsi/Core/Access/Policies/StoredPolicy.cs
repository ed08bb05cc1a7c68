using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>A version of a policy as it is kept: what its author wrote, and what the names in it stood for when he did.</summary>
/// <param name="Form">What he wrote.</param>
/// <param name="Names">The IRIs of the terms in it that are not those of the core context; so no @context is needed later, which may have changed.</param>
/// <param name="Version">Counts the versions of the policy, from 1.</param>
/// <param name="Author">Who wrote it; null where nobody is known.</param>
/// <param name="At">When.</param>
internal sealed record StoredPolicy(JsonObject Form, ImmutableSortedDictionary<string, string> Names, int Version, string? Author, Instant At)
{
    private const int MaxNames = 2000;

    /// <summary>Who wrote it within what he may administer; null for an administrator.</summary>
    public Caller? Delegate { get; init; }

    /// <summary>Whether somebody who is no administrator wrote it.</summary>
    public bool IsOf(Caller author) => Delegate?.Is(author) == true;

    public string Id => Form["id"]!.GetValue<string>();

    /// <summary>Under which id a version is kept.</summary>
    public static string KeyOf(string id, int version) => string.Create(CultureInfo.InvariantCulture, $"{id}#{version}");

    /// <summary>Under which name is kept what is made of this version; another one where the policy was deleted and written anew.</summary>
    public string Revision => string.Create(CultureInfo.InvariantCulture, $"{KeyOf(Id, Version)}#{At.Micros}");

    /// <summary>What the words in a policy stand for.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for names with a prefix, and for too many.</exception>
    public static ImmutableSortedDictionary<string, string> NamesIn(JsonNode form, ActiveContext terms, ActiveContext core)
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var word in Words(form).Distinct(StringComparer.Ordinal))
        {
            var utf8 = Encoding.UTF8.GetBytes(word);
            if (!char.IsLetter(word[0]) || !terms.TryExpand(utf8, out var iri) || (core.TryExpand(utf8, out var usual) && usual.Equals(iri)))
                continue;
            if (word.Contains(':', StringComparison.Ordinal))
            {
                if (iri.Value != word)
                    throw NgsiLdErrors.Bad($"a policy names things by terms, not by a prefix as in '{word}'");
                continue;
            }
            names[word] = iri.Value;
        }
        return names.Count > MaxNames ? throw NgsiLdErrors.Bad($"a policy has more than {MaxNames} names") : names.ToImmutable();
    }

    /// <summary>Reads it.</summary>
    /// <param name="resolver">Makes a @context of the names; nothing is fetched.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<Policy> ReadAsync(ContextResolver resolver, CancellationToken cancel)
    {
        var context = new JsonObject();
        foreach (var (term, iri) in Names)
            context[term] = iri;
        var terms = await resolver.ResolveAsync("", Encoding.UTF8.GetBytes(context.ToJsonString()), cancel);
        using var form = JsonDocument.Parse(Form.ToJsonString());
        var policy = new PolicyReader(terms).Read(form.RootElement) with { Revision = Revision };
        return policy with { Delegate = Delegate };
    }

    public Document ToDocument()
    {
        var names = new JsonObject();
        foreach (var (term, iri) in Names)
            names[term] = iri;
        var body = new JsonObject { ["policy"] = Form.DeepClone(), ["names"] = names, ["version"] = Version, ["author"] = Author, ["at"] = At.ToString(), ["delegate"] = Delegate is null ? null : StoredCaller.Write(Delegate) };
        return new Document(DocumentKind.Policy, KeyOf(Id, Version), Author, At, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    public static StoredPolicy Of(Document document)
    {
        var body = JsonNode.Parse(document.Body.Span)!.AsObject();
        return new StoredPolicy(
            body["policy"]!.DeepClone().AsObject(),
            body["names"]!.AsObject().ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
            body["version"]!.GetValue<int>(), body["author"]?.GetValue<string>(), document.ModifiedAt)
        {
            Delegate = body["delegate"] is JsonObject author ? StoredCaller.Read(author) : null,
        };
    }

    /// <summary>Everything in it that may be a name: member names, and words in texts.</summary>
    private static IEnumerable<string> Words(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => WordsIn(member.Key).Concat(Words(member.Value))),
        JsonArray items => items.SelectMany(Words),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => WordsIn(value.GetValue<string>()),
        _ => [],
    };

    private static IEnumerable<string> WordsIn(string text) =>
        text.Split([' ', '=', '!', '<', '>', '~', ';', '|', '(', ')', '{', '}', '[', ']', '.', ',', '"', '*', '#', '/', '^', '$', '&', '\\'], StringSplitOptions.RemoveEmptyEntries);
}
