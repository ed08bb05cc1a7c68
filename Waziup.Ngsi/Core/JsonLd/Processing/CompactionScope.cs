using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Where the members of an expanded object are compacted.</summary>
/// <param name="Context">The context in force.</param>
/// <param name="Types">How types are written: the context without what the types themselves bring.</param>
/// <param name="Term">The definition of the property that the object is a value of.</param>
/// <param name="Property">This property as written, null at the top.</param>
/// <param name="Result">The object that is made.</param>
internal readonly record struct CompactionScope(FullContext Context, FullContext Types, FullTerm? Term, Utf8Slice Property, int Result);
