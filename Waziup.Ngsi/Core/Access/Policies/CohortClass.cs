using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Tells which entities look alike under a policy, and who stands behind them.</summary>
/// <remarks>
/// Alike are those of which the policy discloses the same values of the attributes that it names for that; with their units and datasetIds, without what
/// stands beside them. Values that are written in two ways are two: that makes groups smaller, never larger.
/// </remarks>
internal sealed class CohortClass
{
    private readonly CohortRule _rule;
    private readonly EntityForms _forms;
    private readonly Instant _now;

    /// <param name="policy">The policy, which has a cohort.</param>
    /// <param name="aliases">Those of its audience: whichever, since different values have different ones.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    public CohortClass(Policy policy, Aliases aliases, Instant now)
    {
        (_rule, _now) = (policy.Cohort!, now);
        var forms = _rule.By.ToFrozenDictionary(name => name, name => policy.FormOf(name) is { Value: ValueStep.Pseudonym } form
            ? form with { Aliases = aliases } : policy.FormOf(name)!);
        _forms = new EntityForms([new AttributeRule(Filter.Everything, forms, null)], _rule.By);
    }

    /// <summary>A hash of what is the same of all that look alike.</summary>
    public UInt128 Of(Entity entity)
    {
        using var key = PooledBuffer.Rent();
        foreach (var name in _rule.By)
        {
            var values = ValuesOf(entity, name);
            values.Sort((left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
            Append(key, values.Count);
            foreach (var (value, _) in values)
            {
                Append(key, value.Length);
                key.Append(value);
            }
        }
        return IdSet.HashOf(key.Written);
    }

    /// <summary>Hashes of those who stand behind an entity. Those of which nobody is said to are of one: else one could make up as many people as one likes.</summary>
    public List<UInt128> UnitsOf(Entity entity)
    {
        var units = ValueTexts.Of(entity, _rule.Unit, _now).ConvertAll(unit => IdSet.HashOf([1, .. unit]));
        return units.Count > 0 ? units : [IdSet.HashOf([0])];
    }

    /// <summary>What is the same of all that look alike, for people.</summary>
    /// <param name="entity">One of them.</param>
    /// <param name="shortOf">A name as it is told.</param>
    public JsonObject Shown(Entity entity, Func<Iri, string> shortOf)
    {
        var shown = new JsonObject();
        foreach (var name in _rule.By)
            shown[shortOf(name)] = new JsonArray([.. ValuesOf(entity, name).Select(one => JsonNode.Parse(one.Json))]);
        return shown;
    }

    private List<(byte[] Key, byte[] Json)> ValuesOf(Entity entity, Iri name) => name.Equals(EntityNames.Scope)
        ? ScopeText.Of(entity).Select(scope => ScopeText.Cut(scope, _forms.ScopeDepth)).Distinct(StringComparer.Ordinal).ToList().ConvertAll(scope => (Encoding.UTF8.GetBytes(scope), Encoding.UTF8.GetBytes(JsonValue.Create(scope).ToJsonString())))
        : DisclosedValues.Of(entity, name, _forms.Of(name.Utf8), _now);

    private static void Append(PooledBuffer key, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        key.Append(bytes);
    }
}
