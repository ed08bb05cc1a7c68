namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>A payload cannot be read or written. Never leaves the codecs: the result of a codec tells it.</summary>
internal sealed class PayloadException(string message, int? offset = null) : Exception(message)
{
    public int? Offset { get; } = offset;

    public CodecError ToError() => new(Message, Offset);
}
