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
    private readonly ImmutableArray<AttributeRule> _fitting = [.. grant.Rules.Where(rule => Evaluator.Matches(rule.When, entity, now))];

    /// <summary>Whether the entity exists for the caller.</summary>
    public bool IsVisible { get; } = grant.Admits(entity, now);

    /// <summary>What is disclosed, if it does.</summary>
    public EntityForms Forms { get; } = grant.FormsOf(entity, now);

    /// <summary>The rules of the grant.</summary>
    public ImmutableArray<AttributeRule> Rules => grant.Rules;

    /// <summary>The policies that hold for the entity.</summary>
    public IEnumerable<string> Because => SourcesOf(_fitting);

    /// <summary>The instances of an entity, by the names and datasetIds; empty for the one without. The id and the scope come first.</summary>
    public static IReadOnlyList<(Iri Name, string Dataset)> InstancesOf(Entity entity)
    {
        var instances = new List<(Iri, string)> { (EntityNames.Id, "") };
        if (entity.HasScope)
            instances.Add((EntityNames.Scope, ""));
        foreach (ref readonly var entry in entity.Instances.AsSpan())
            instances.Add((new Iri(Encoding.UTF8.GetString(entity.NameOf(in entry))), Encoding.UTF8.GetString(entity.DatasetOf(in entry))));
        return instances;
    }

    /// <summary>The form of an instance. Of the id is known whether it is shown by whether the entity is.</summary>
    public Disclosure FormOf(Iri name, string dataset = "") => !IsVisible ? Disclosure.Hide
        : !name.Equals(EntityNames.Id) ? Forms.Of(name.Utf8).Of(Encoding.UTF8.GetBytes(dataset))
        : Forms.Aliases is { } aliases ? new Disclosure(ValueStep.Pseudonym) { Aliases = aliases } : Disclosure.Show;

    /// <summary>A name as it is told.</summary>
    public string ShortOf(Iri name, string dataset = "")
    {
        var term = name.Equals(EntityNames.Id) ? "id" : name.Equals(EntityNames.Scope) ? "scope" : terms.Compact(name.Value);
        return dataset.Length == 0 ? term : $"{term} {dataset}";
    }

    /// <summary>The forms of what somebody sees of the entity, and of nothing else.</summary>
    public JsonObject Seen(EntityView view)
    {
        var attributes = new JsonObject { ["id"] = FormWriter.Brief(FormOf(EntityNames.Id)) };
        if (view.Entity.HasScope && view.Has(EntityMembers.Scope))
            attributes["scope"] = FormWriter.Brief(FormOf(EntityNames.Scope));
        var instances = InstancesOf(view.Entity);
        var before = instances.Count - view.Entity.Instances.Length;
        for (var i = 0; i < view.Entity.Instances.Length; i++)
        {
            var (name, dataset) = instances[before + i];
            if (view.Shows(i))
                attributes[ShortOf(name, dataset)] = FormWriter.Brief(FormOf(name, dataset));
        }
        return attributes;
    }

    /// <summary>The form of each attribute and instance, of the id and the scope, and the policies they come from.</summary>
    public JsonObject Attributes()
    {
        var attributes = new JsonObject();
        foreach (var (name, dataset) in InstancesOf(entity))
        {
            var form = FormOf(name, dataset);
            var written = new JsonObject { ["form"] = FormWriter.Write(form) };
            if (!name.Equals(EntityNames.Id))
                AddPolicies(written, name, dataset, form);
            attributes[ShortOf(name, dataset)] = written;
        }
        return attributes;
    }

    /// <summary>The attributes that are shown as they are, so that they may be written, and the others.</summary>
    public (JsonArray Writable, JsonArray Refused) Writing()
    {
        var (writable, refused) = (new JsonArray(), new JsonArray());
        foreach (var name in InstancesOf(entity).Select(instance => instance.Name).Where(name => !name.Equals(EntityNames.Id)).Distinct())
            (IsVisible && Forms.Of(name.Utf8).IsShown ? writable : refused).Add((JsonNode)ShortOf(name));
        return (writable, refused);
    }

    private static IEnumerable<string> SourcesOf(IEnumerable<AttributeRule> rules) => rules.Select(rule => rule.Source!).Distinct(StringComparer.Ordinal);

    /// <summary>What gives the form, what caps it, and what would give less.</summary>
    private void AddPolicies(JsonObject written, Iri name, string dataset, Disclosure form)
    {
        JsonArray Sources(Func<AttributeRule, Disclosure, bool> which) =>
            [.. SourcesOf(_fitting.Where(rule => rule.Of(name) is { } said && said.Holds(dataset) && which(rule, said))).Select(source => (JsonNode)source)];
        written["policies"] = Sources((rule, said) => rule.Effect != RuleEffect.Limit && !said.TellsNothing && said.OrderTo(form) <= 0);
        written["limits"] = Sources((rule, said) => rule.Effect == RuleEffect.Limit && said != Disclosure.Show);
        written["less"] = Sources((rule, said) => rule.Effect != RuleEffect.Limit && said.OrderTo(form) > 0);
        if (form.TellsNothing && written["policies"]!.AsArray().Count == 0)
            written["why"] = "no policy that holds shows it";
    }
}
