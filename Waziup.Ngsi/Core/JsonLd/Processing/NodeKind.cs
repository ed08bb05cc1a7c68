namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What a value of JSON is.</summary>
internal enum NodeKind : byte
{
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}
