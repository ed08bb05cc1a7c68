namespace Waziup.Floor;

/// <summary>A statement and what its parameters stand for.</summary>
/// <param name="Sql">The statement; parameters are ?1, ?2 and so on.</param>
/// <param name="Values">Texts, longs and doubles.</param>
internal readonly record struct Question(string Sql, params object[] Values);
