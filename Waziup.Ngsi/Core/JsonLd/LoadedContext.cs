namespace Waziup.Ngsi.JsonLd;

/// <summary>A document as it was fetched.</summary>
/// <param name="Document">The whole document, UTF-8 JSON. It belongs to the receiver: the loader must not reuse the memory.</param>
/// <param name="Lifetime">How long the origin allows it to be kept; zero: not at all; <see cref="Timeout.InfiniteTimeSpan" />: for ever;
/// null: the origin does not say.</param>
public readonly record struct LoadedContext(ReadOnlyMemory<byte> Document, TimeSpan? Lifetime);
