using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Tells the single values of an attribute, of whichever kind it is: texts, what relationships point at, numbers as they are written.</summary>
internal static class ValueTexts
{
    /// <param name="entity">The entity.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <returns>Each value of each instance in UTF-8; a value that is no single one, such as an object, as a whole.</returns>
    public static List<byte[]> Of(Entity entity, Iri name, Instant now)
    {
        var texts = new List<byte[]>();
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (entry.IsExpired(now) || !entity.NameOf(in entry).SequenceEqual(name.Utf8))
                continue;
            var json = entity.Document.AsSpan(entry.ValueStart, entry.ValueLength);
            var before = texts.Count;
            foreach (var value in new Scalars(Target.Of(entry.Kind, json)))
                texts.Add(value.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(value.GetString()!) : value.ValueSpan.ToArray());
            if (texts.Count == before)
                texts.Add(json.ToArray());
        }
        return texts;
    }
}
