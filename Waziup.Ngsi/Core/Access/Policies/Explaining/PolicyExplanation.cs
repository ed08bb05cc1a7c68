using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Says what a grant makes of an entity, and which policies it comes from.</summary>
/// <param name="entity">The entity as it is stored.</param>
/// <param name="grant">What the caller is given.</param>
/// <param name="terms">The @context in which names are written.</param>
/// <param name="now">The instant that decides what has expired.</param>
internal sealed class PolicyExplanation(Entity entity, Grant grant, ActiveContext terms, Instant now)
{
    private readonly EntityForms _forms = grant.FormsOf(entity, now);

    /// <summary>Whether the entity exists for the caller.</summary>
    public bool IsVisible => grant.Admits(entity, now);

    /// <summary>The policies that hold for the entity.</summary>
    public IEnumerable<string> Because => Fitting.Select(rule => rule.Source!).Distinct(StringComparer.Ordinal);

    /// <summary>The forms of what somebody sees of the entity, and of nothing else.</summary>
    public JsonObject Seen(EntityView view)
    {
        var attributes = new JsonObject { ["id"] = FormWriter.Brief(FormOf(EntityNames.Id)) };
        if (view.Entity.HasScope && view.Has(EntityMembers.Scope))
            attributes["scope"] = FormWriter.Brief(FormOf(EntityNames.Scope));
        for (var i = 0; i < view.Entity.Instances.Length; i++)
        {
            if (!view.Shows(i))
                continue;
            ref readonly var entry = ref view.Entity.Instances.AsSpan()[i];
            var name = terms.Compact(Encoding.UTF8.GetString(view.Entity.NameOf(in entry)));
            var dataset = view.Entity.DatasetOf(in entry);
            var form = FormWriter.Brief(_forms.Of(view.Entity.NameOf(in entry)).Of(dataset));
            if (dataset.IsEmpty)
                attributes[name] = form;
            else
                attributes[$"{name} {Encoding.UTF8.GetString(dataset)}"] = form;
        }
        return attributes;
    }

    /// <summary>The form of each attribute, the id and the members beside attributes, and the policies they come from.</summary>
    public JsonObject Attributes()
    {
        var attributes = new JsonObject();
        foreach (var name in NamesOf(entity))
        {
            var form = FormOf(name);
            var written = new JsonObject { ["form"] = FormWriter.Write(form) };
            if (_forms.Of(name.Utf8) is { IsUniform: false } forms)
                written["datasets"] = Datasets(name, forms);
            if (!name.Equals(EntityNames.Id))
                AddPolicies(written, name, form);
            attributes[ShortOf(name)] = written;
        }
        return attributes;
    }

    /// <summary>The attributes that are shown as they are, so that they may be written, and the others.</summary>
    public (JsonArray Writable, JsonArray Refused) Writing()
    {
        var (writable, refused) = (new JsonArray(), new JsonArray());
        foreach (var name in NamesOf(entity).Where(name => !name.Equals(EntityNames.Id)))
            (IsVisible && _forms.Of(name.Utf8).IsShown ? writable : refused).Add((JsonNode)ShortOf(name));
        return (writable, refused);
    }

    /// <summary>Where another grant shows an attribute in another form, as in <c>hide→show</c>.</summary>
    public IEnumerable<(string Name, string Change)> ChangesTo(PolicyExplanation other)
    {
        foreach (var name in NamesOf(entity))
        {
            foreach (var dataset in DatasetsOf(name))
            {
                var (before, after) = (FormOf(name, dataset), other.FormOf(name, dataset));
                if (!JsonNode.DeepEquals(FormWriter.Write(before), FormWriter.Write(after)))
                    yield return (dataset.Length == 0 ? ShortOf(name) : $"{ShortOf(name)} {dataset}", $"{FormWriter.Name(before)}→{FormWriter.Name(after)}");
            }
        }
        foreach (var (attribute, sub) in grant.Rules.Concat(other.Rules).SelectMany(rule => rule.Beside.Keys).Distinct())
        {
            var (before, after) = (ShowsBeside(attribute, sub), other.ShowsBeside(attribute, sub));
            if (before != after)
                yield return ($"{ShortOf(attribute)}.{ShortOf(sub)}", before ? "show→hide" : "hide→show");
        }
        foreach (var (name, before, after) in new[]
        {
            ("createdAt", IsVisible && _forms.ShowsCreatedAt, other.IsVisible && other._forms.ShowsCreatedAt), ("modifiedAt", IsVisible && _forms.ShowsModifiedAt, other.IsVisible && other._forms.ShowsModifiedAt),
            ("expiresAt", IsVisible && _forms.ShowsExpiresAt, other.IsVisible && other._forms.ShowsExpiresAt),
        })
        {
            if (before != after)
                yield return (name, before ? "show→hide" : "hide→show");
        }
    }

    private ImmutableArray<AttributeRule> Rules => grant.Rules;

    private bool ShowsBeside(Iri attribute, Iri sub) => IsVisible && !FormOf(attribute).IsHidden && _forms.Of(attribute.Utf8).ShowsBeside(sub.Utf8, FormOf(attribute), []);

    private IEnumerable<string> DatasetsOf(Iri name)
    {
        var datasets = new List<string>();
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            ref readonly var entry = ref entity.Instances.AsSpan()[i];
            if (entity.NameOf(in entry).SequenceEqual(name.Utf8))
                datasets.Add(Encoding.UTF8.GetString(entity.DatasetOf(in entry)));
        }
        return datasets.Count == 0 ? [""] : datasets.Distinct(StringComparer.Ordinal);
    }

    // Of the id is known whether it is shown by whether the entity is.
    private Disclosure FormOf(Iri name, string dataset = "") => !IsVisible ? Disclosure.Hide
        : !name.Equals(EntityNames.Id) ? _forms.Of(name.Utf8).Of(Encoding.UTF8.GetBytes(dataset))
        : _forms.Aliases is { } aliases ? new Disclosure(ValueStep.Pseudonym) { Aliases = aliases } : Disclosure.Show;

    /// <summary>The attributes of an entity, by their expanded names, behind its id and scope.</summary>
    public static IEnumerable<Iri> NamesOf(Entity entity)
    {
        var names = new List<Iri> { EntityNames.Id };
        if (entity.HasScope)
            names.Add(EntityNames.Scope);
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            var name = new Iri(Encoding.UTF8.GetString(entity.NameOf(in entity.Instances.AsSpan()[i])));
            if (!names.Contains(name))
                names.Add(name);
        }
        return names;
    }

    private IEnumerable<AttributeRule> Fitting => grant.Rules.Where(rule => Evaluator.Matches(rule.When, entity, now));

    private string ShortOf(Iri name) => name.Equals(EntityNames.Id) ? "id" : name.Equals(EntityNames.Scope) ? "scope" : terms.Compact(name.Value);

    private JsonObject Datasets(Iri name, AttributeForm forms)
    {
        var datasets = new JsonObject();
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            ref readonly var entry = ref entity.Instances.AsSpan()[i];
            if (entity.NameOf(in entry).SequenceEqual(name.Utf8))
                datasets[entity.DatasetOf(in entry) is { IsEmpty: false } id ? Encoding.UTF8.GetString(id) : "@none"] = FormWriter.Write(forms.Of(entity.DatasetOf(in entry)));
        }
        return datasets;
    }

    /// <summary>What gives the form, what caps it, and what would give less.</summary>
    private void AddPolicies(JsonObject written, Iri name, Disclosure form)
    {
        JsonArray Sources(Func<AttributeRule, Disclosure, bool> which) =>
            [.. Fitting.Where(rule => rule.Of(name) is { } said && which(rule, said)).Select(rule => rule.Source!).Distinct(StringComparer.Ordinal).Select(source => (JsonNode)source)];
        written["policies"] = Sources((rule, said) => rule.Effect != RuleEffect.Limit && !said.IsHidden && said.OrderTo(form) <= 0);
        written["limits"] = Sources((rule, said) => rule.Effect == RuleEffect.Limit && said != Disclosure.Show);
        written["less"] = Sources((rule, said) => rule.Effect != RuleEffect.Limit && said.OrderTo(form) > 0);
        if (form.IsHidden && written["policies"]!.AsArray().Count == 0)
            written["why"] = "no policy that holds shows it";
    }
}
