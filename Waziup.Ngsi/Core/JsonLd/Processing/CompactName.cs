using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What is written for an IRI where no value has a say.</summary>
internal sealed record CompactName(Utf8Slice Text);
