namespace Waziup.Ngsi.PostgreSql;

/// <summary>A part of what a filter selects, in the order of keys.</summary>
/// <param name="After">Keys up to this one are not in it.</param>
/// <param name="Limit">How many rows it has at most.</param>
/// <param name="Most">
/// How many rows of an index are looked at. Where an index of values has as many, it is read in the order of entities, and there may be fewer
/// rows than there are. 0: all of them.
/// </param>
internal readonly record struct Piece(long After, int Limit, int Most);
