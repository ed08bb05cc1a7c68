using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes the types of an entity.</summary>
internal static class TypesText
{
    /// <summary>The member with its comma: one type is a text, several are an array.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="terms">Compacts the names.</param>
    /// <param name="onlyFirst">Whether the reader knows no array.</param>
    public static void Write(PooledBuffer output, Entity entity, ActiveContext terms, bool onlyFirst = false)
    {
        var count = onlyFirst ? Math.Min(entity.TypeCount, 1) : entity.TypeCount;
        output.Append(count == 1 ? "\"type\":"u8 : "\"type\":["u8);
        for (var i = 0; i < count; i++)
        {
            output.Append(i == 0 ? "\""u8 : ",\""u8);
            output.Append(terms.Compact(entity.TypeAt(i)));
            output.Append((byte)'"');
        }
        output.Append(count == 1 ? ","u8 : "],"u8);
    }
}
