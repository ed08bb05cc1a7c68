namespace Waziup.Ngsi.Model;

/// <summary>NGSI-LD Null as the value of an instance that is gone (4.5.0).</summary>
internal static class NullText
{
    /// <summary>What stands in the member that would hold the value of the kind.</summary>
    public static ReadOnlySpan<byte> Of(AttributeKind kind) => kind switch
    {
        AttributeKind.LanguageProperty => "{\"@none\":\"urn:ngsi-ld:null\"}"u8,
        AttributeKind.ListProperty or AttributeKind.ListRelationship => "[\"urn:ngsi-ld:null\"]"u8,
        _ => "\"urn:ngsi-ld:null\""u8,
    };
}
