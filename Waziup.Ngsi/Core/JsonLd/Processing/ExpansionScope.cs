namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Where the members of an object are expanded.</summary>
/// <param name="Context">What their names mean.</param>
/// <param name="Types">What types mean: the context without what the types themselves bring.</param>
/// <param name="Property">The property that the object is a value of, null at the top.</param>
/// <param name="Result">The node that is made.</param>
/// <param name="IsJson">Whether a value in it is JSON to be left as it is.</param>
internal readonly record struct ExpansionScope(FullContext Context, FullContext Types, ExpandedName? Property, int Result, bool IsJson);
