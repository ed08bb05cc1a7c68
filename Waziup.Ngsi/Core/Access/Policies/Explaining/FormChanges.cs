using System.Text.Json.Nodes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Where another grant shows something of an entity in another form.</summary>
internal static class FormChanges
{
    /// <param name="entity">The entity.</param>
    /// <param name="before">What the one makes of it.</param>
    /// <param name="after">What the other does.</param>
    /// <returns>What is in another form, as in <c>level</c>, <c>level urn:raw</c>, <c>level.accuracy</c>, and how, as in <c>hide→show</c>.</returns>
    public static IEnumerable<(string Name, string Change)> Of(Entity entity, PolicyExplanation before, PolicyExplanation after)
    {
        foreach (var (name, dataset) in PolicyExplanation.InstancesOf(entity).Distinct())
        {
            var (old, next) = (before.FormOf(name, dataset), after.FormOf(name, dataset));
            if (!JsonNode.DeepEquals(FormWriter.Write(old), FormWriter.Write(next)))
                yield return (before.ShortOf(name, dataset), $"{FormWriter.Name(old)}→{FormWriter.Name(next)}");
        }
        var shown = before.Rules.Concat(after.Rules).SelectMany(rule => rule.Beside.Keys).Distinct()
            .Select(path => ($"{before.ShortOf(path.Attribute)}.{before.ShortOf(path.SubAttribute)}", Shows(before, path.Attribute, path.SubAttribute), Shows(after, path.Attribute, path.SubAttribute)))
            .Append(("createdAt", Shows(before, forms => forms.ShowsCreatedAt), Shows(after, forms => forms.ShowsCreatedAt)))
            .Append(("modifiedAt", Shows(before, forms => forms.ShowsModifiedAt), Shows(after, forms => forms.ShowsModifiedAt)))
            .Append(("expiresAt", Shows(before, forms => forms.ShowsExpiresAt), Shows(after, forms => forms.ShowsExpiresAt)));
        foreach (var (name, was, now) in shown.Where(one => one.Item2 != one.Item3))
            yield return (name, was ? "show→hide" : "hide→show");
    }

    private static bool Shows(PolicyExplanation explanation, Func<EntityForms, bool> which) => explanation.IsVisible && which(explanation.Forms);

    private static bool Shows(PolicyExplanation explanation, Iri attribute, Iri sub) => explanation.FormOf(attribute) is { IsHidden: false } form
        && explanation.Forms.Of(attribute.Utf8).ShowsBeside(sub.Utf8, form, []);
}
