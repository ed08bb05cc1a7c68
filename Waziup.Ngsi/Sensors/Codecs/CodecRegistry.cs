using System.Collections.Frozen;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;
using Waziup.Ngsi.Sensors.Codecs.SenMl;
using Waziup.Ngsi.Sensors.Codecs.Xlpp;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>The codecs that there are, by name and by media type.</summary>
/// <remarks>Immutable. Of two codecs with one name or media type the first is found.</remarks>
public sealed class CodecRegistry
{
    private readonly ICodec[] _codecs;
    private readonly FrozenDictionary<string, ICodec> _byName;
    private readonly FrozenDictionary<string, ICodec> _byMediaType;

    /// <summary>A registry of these codecs.</summary>
    public CodecRegistry(IEnumerable<ICodec> codecs)
    {
        _codecs = [.. codecs];
        _byName = First(_codecs, codec => codec.Name);
        _byMediaType = First(_codecs, codec => codec.MediaType);
    }

    /// <summary>All of them, the first ones first.</summary>
    public IReadOnlyList<ICodec> Codecs => _codecs;

    /// <summary>The codecs of this package: json, json-value, senml-json, senml-cbor, lpp and xlpp.</summary>
    public static CodecRegistry Standard(CodecLimits? limits = null) => new(
    [
        JsonCodec.OfDevice(limits), JsonCodec.OfOneSensor(limits), new SenMlJsonCodec(limits), new SenMlCborCodec(limits),
        new CayenneLppCodec(limits), new XlppCodec(limits),
    ]);

    /// <summary>This registry with one codec more, which hides an older one of the same name.</summary>
    public CodecRegistry With(ICodec codec) => new(_codecs.Prepend(codec));

    /// <summary>The codec of a name, whatever its case; null if there is none.</summary>
    public ICodec? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The codec for a content type, its parameters aside; null if there is none.</summary>
    public ICodec? FindByMediaType(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return _byMediaType.GetValueOrDefault((end < 0 ? contentType : contentType[..end]).Trim());
    }

    private static FrozenDictionary<string, ICodec> First(ICodec[] codecs, Func<ICodec, string> key) =>
        codecs.DistinctBy(key, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(key, StringComparer.OrdinalIgnoreCase);
}
