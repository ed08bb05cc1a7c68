using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Tells the values of an attribute in the form in which they are disclosed, without what stands beside them.</summary>
internal static class DisclosedValues
{
    /// <param name="entity">The entity as it is stored.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="rules">What is disclosed of it.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <returns>For each instance that is shown its value as JSON, and the same with its kind, unit and datasetId before it.</returns>
    public static List<(byte[] Key, byte[] Json)> Of(Entity entity, Iri name, AttributeForm rules, Instant now)
    {
        var values = new List<(byte[], byte[])>();
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (!entry.IsExpired(now) && entity.NameOf(in entry).SequenceEqual(name.Utf8) && Of(entity, in entry, rules) is { } value)
                values.Add(value);
        }
        return values;
    }

    private static (byte[] Key, byte[] Json)? Of(Entity entity, in InstanceEntry entry, AttributeForm rules)
    {
        var dataset = entity.DatasetOf(in entry);
        var form = rules.Of(dataset);
        if (form.IsHidden)
            return null;
        var body = entity.Document.AsSpan(entry.Start, entry.Length);
        using var members = MemberSlots.OfChecked(body);
        var unit = InstanceBody.UnitCodeOf(body, in members);
        using var value = PooledBuffer.Rent(256);
        if (!new ValueDisclosure(entity.NameOf(in entry), form).Write(value, entry.Kind, entity.Document.AsSpan(entry.ValueStart, entry.ValueLength), unit))
            return null;
        var beside = Encoding.UTF8.GetBytes($"{entry.Kind} {(form.Value == ValueStep.Pseudonym ? null : unit)} ");
        return ([.. beside, .. dataset, 0, .. value.Written], value.Written.ToArray());
    }
}
