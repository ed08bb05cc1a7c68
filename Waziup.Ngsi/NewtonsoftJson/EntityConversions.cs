using Newtonsoft.Json.Linq;
using Waziup.Ngsi.Client;

namespace Waziup.Ngsi.NewtonsoftJson;

/// <summary>Turns entities into JObjects and back.</summary>
public static class EntityConversions
{
    /// <summary>The entity as a JObject of its own.</summary>
    /// <remarks>
    /// Times stay texts. A number becomes a long, a BigInteger or a decimal where that prints as the sender wrote it, else a raw value (JRaw) with the
    /// text of the sender, which casts to double all the same. Of members with the same name the last one counts.
    /// </remarks>
    public static JObject ToJObject(this NgsiEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return (JObject)TokenReader.Read(entity.Json);
    }

    /// <summary>An entity, or a fragment, out of a JObject.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is deeper than 64 levels, or holds raw text that is no JSON.</exception>
    /// <exception cref="ArgumentException">It holds something that JSON has no form for, such as NaN.</exception>
    public static NgsiEntity ToNgsiEntity(this JObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return NgsiEntity.Parse(TokenWriter.Write(json).Span);
    }
}
