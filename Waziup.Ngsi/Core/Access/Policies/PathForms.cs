using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Reads the attributes of a policy: paths with their forms.</summary>
/// <param name="terms">The @context in which names are written.</param>
internal sealed class PathForms(ActiveContext terms)
{
    private static readonly FrozenDictionary<string, Iri> Entity = new Dictionary<string, Iri>(StringComparer.Ordinal)
    {
        ["scope"] = EntityNames.Scope,
        ["createdAt"] = EntityNames.CreatedAt,
        ["modifiedAt"] = EntityNames.ModifiedAt,
        ["expiresAt"] = EntityNames.ExpiresAt,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<Iri, Disclosure> _forms = [];
    private readonly Dictionary<(Iri Attribute, Iri SubAttribute), bool> _beside = [];
    private Disclosure? _rest;
    private bool _hidesEntity;

    /// <exception cref="NgsiLdException">BadRequestData, which says where.</exception>
    public (FrozenDictionary<Iri, Disclosure> Forms, FrozenDictionary<(Iri Attribute, Iri SubAttribute), bool> Beside, Disclosure? Others, bool HidesEntity) Read(
        JsonElement json, RuleEffect effect)
    {
        foreach (var member in json.EnumerateObject())
            Add(member.Name, FormReader.Read(member.Value, $"/attributes/{member.Name}"), effect, $"/attributes/{member.Name}");
        return (_forms.ToFrozenDictionary(), _beside.ToFrozenDictionary(), _rest, _hidesEntity);
    }

    private void Add(string path, Disclosure form, RuleEffect effect, string at)
    {
        switch (path)
        {
            case not "scope" when form.Value == ValueStep.Cut:
                throw NgsiLdErrors.Bad($"{at}: depth is of scopes alone");
            case "*":
                _rest = form.Value != ValueStep.Aggregate ? form : throw NgsiLdErrors.Bad($"{at}: what is aggregated is named");
                break;
            case "id":
                Id(form, effect, at);
                break;
            // Types are shown with every entity that is.
            case "type":
                if (form != Disclosure.Show)
                    throw NgsiLdErrors.Bad($"{at} is \"show\"");
                break;
            case "scope" when form is { Value: ValueStep.Cut, Datasets.IsDefault: true, Time: null }:
                _forms[EntityNames.Scope] = form;
                break;
            case var _ when Entity.TryGetValue(path, out var name):
                _forms[name] = form.IsShown || form.TellsNothing ? form : throw NgsiLdErrors.Bad($"{at} is \"show\" or \"hide\"{(path == "scope" ? ", or has a depth" : "")}");
                break;
            case var _ when path.IndexOf('.') is > 0 and var dot:
                if (form != Disclosure.Show && form != Disclosure.Hide)
                    throw NgsiLdErrors.Bad($"{at}: a sub-attribute is \"show\" or \"hide\"");
                _beside[(Name(path[..dot], at), Name(path[(dot + 1)..], at))] = form.IsShown;
                break;
            default:
                _forms[Name(path, at)] = form;
                break;
        }
    }

    private void Id(Disclosure form, RuleEffect effect, string at)
    {
        if (form.TellsNothing)
            _hidesEntity = effect == RuleEffect.Limit ? true : throw NgsiLdErrors.Bad($"{at}: a limit hides entities; a policy that should not show them does not name them");
        else if (form is { Value: ValueStep.Show or ValueStep.Pseudonym, Datasets.IsDefault: true, Time: null })
            _forms[EntityNames.Id] = form;
        else
            throw NgsiLdErrors.Bad($"{at} is \"show\", \"hide\" or a pseudonym");
    }

    /// <summary>The attribute that a term names.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for one that names none.</exception>
    public Iri Name(string term, string at) =>
        term.Contains('.') || !Members.MayNameAttribute(Encoding.UTF8.GetBytes(term)) || !terms.TryExpand(Encoding.UTF8.GetBytes(term), out var iri) || !UriText.IsAbsolute(iri.Utf8)
            ? throw NgsiLdErrors.Bad($"{at}: '{term}' is not the name of an attribute") : iri;
}
