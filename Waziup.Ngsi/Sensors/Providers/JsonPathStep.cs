using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>One step of a path: from a value to some of those that lie in it.</summary>
internal abstract record JsonPathStep
{
    /// <summary>The values that it leads to, in the order of the standard; none where there are none.</summary>
    public abstract IEnumerable<JsonElement> Of(JsonElement value);

    /// <summary>The member of an object.</summary>
    public sealed record Member(string Name) : JsonPathStep
    {
        public override IEnumerable<JsonElement> Of(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out var member) ? [member] : [];
    }

    /// <summary>An item of an array; -1 is the last one.</summary>
    public sealed record Item(long Index) : JsonPathStep
    {
        public override IEnumerable<JsonElement> Of(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return [];
            var index = Index < 0 ? value.GetArrayLength() + Index : Index;
            return index >= 0 && index < value.GetArrayLength() ? [value[(int)index]] : [];
        }
    }

    /// <summary>All items of an array, or all values of the members of an object.</summary>
    public sealed record Every : JsonPathStep
    {
        public override IEnumerable<JsonElement> Of(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray(),
            JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
            _ => [],
        };
    }

    /// <summary>Items of an array from one to before another, each so many further (RFC 9535, 2.3.4.2.2).</summary>
    public sealed record Slice(long? Start, long? End, long Stride) : JsonPathStep
    {
        public override IEnumerable<JsonElement> Of(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array || Stride == 0)
                yield break;
            JsonElement[] items = [.. value.EnumerateArray()];
            var (first, last) = Stride > 0 ? (0L, (long)items.Length) : (-1L, items.Length - 1L);
            var from = Math.Clamp(At(Start, Stride > 0 ? first : last), first, last);
            var until = Math.Clamp(At(End, Stride > 0 ? last : first), first, last);
            for (var index = from; Stride > 0 ? index < until : index > until; index += Stride)
                yield return items[index];

            long At(long? told, long otherwise) => told is not { } place ? otherwise : place < 0 ? items.Length + place : place;
        }
    }
}
