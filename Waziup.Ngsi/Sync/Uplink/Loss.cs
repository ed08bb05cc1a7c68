using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Something of an entity that the cloud refuses.</summary>
/// <param name="Id">The entity, as it is known here.</param>
/// <param name="Rows">The rows of its past among it; none where only its present is refused.</param>
/// <param name="Replaces">Whether it was to take the place of what the cloud has.</param>
/// <param name="Why">Why, for people.</param>
internal sealed record Loss(EntityId Id, RowRange Rows, bool Replaces, string Why);

/// <summary>The numbers of rows of the history, both ends among them.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; less than the first where there is none.</param>
internal readonly record struct RowRange(long First, long Last)
{
    /// <summary>None.</summary>
    public static RowRange None { get; } = new(long.MaxValue, 0);

    /// <summary>Whether a row is one of them.</summary>
    public bool Contains(long row) => row >= First && row <= Last;

    /// <summary>With a row, and what lies between.</summary>
    public RowRange With(long row) => With(new RowRange(row, row));

    /// <summary>With others, and what lies between.</summary>
    public RowRange With(RowRange other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));
}
