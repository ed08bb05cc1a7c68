namespace Waziup.Ngsi.PostgreSql;

/// <summary>A part of what a filter selects, in the order of keys.</summary>
/// <param name="After">Keys up to this one are not in it.</param>
/// <param name="Limit">How many rows it has at most.</param>
/// <param name="Most">How many rows of an index are looked at, in its own order; 0: all of them.</param>
/// <param name="InOrder">How many rows of an index of values are looked at in the order of entities; 0: none, but in its own.</param>
internal readonly record struct Piece(long After, int Limit, int Most = 0, int InOrder = 0);
