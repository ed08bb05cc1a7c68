namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

internal enum SenMlKind
{
    /// <summary>Something that no field of RFC 8428 holds.</summary>
    Other,
    Number,
    Text,
    Truth,
    Bytes,
}

/// <summary>The value of a field, whichever the encoding.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">A number; 1 for true.</param>
/// <param name="Text">A text; bytes as base64 with the URL's alphabet, without padding.</param>
internal readonly record struct SenMlValue(SenMlKind Kind, double Number = 0, string? Text = null);
