namespace Waziup.Ngsi.Storage;

/// <summary>An entity as bytes that stand in a store. <see cref="EntityEncoder"/> makes them, <see cref="EntityDecoder"/> reads them.</summary>
/// <param name="Index">
/// Times, types, scope, instances, tombstones; numbers of variable length, positions as distances from what came before. About 16 bytes for
/// an instance.
/// </param>
/// <param name="Document">The document without its types and attribute names: the index has their numbers, and where they stood.</param>
internal readonly record struct StoredEntity(byte[] Index, byte[] Document)
{
    /// <summary>The form of the index; its first byte.</summary>
    public const byte Form = 2;

    /// <summary>Added to the form where the entity came into being by a temporal write.</summary>
    public const byte Ingested = 0x80;

    /// <summary>No bytes: they stand elsewhere in the store.</summary>
    public static StoredEntity Elsewhere { get; } = new([], []);
}
