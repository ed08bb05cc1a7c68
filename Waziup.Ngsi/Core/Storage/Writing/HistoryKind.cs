using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What a row of the history is, as one number in its column: the kind of the attribute, with two flags.</summary>
internal static class HistoryKind
{
    private const int Deletion = 16;
    private const int Observed = 32;

    /// <summary>The number for the row that an edit makes.</summary>
    public static int Of(in HistoryEdit edit) =>
        (int)edit.AttributeKind | (edit.Kind == HistoryEditKind.Deletion ? Deletion : 0) | (edit.IsObserved ? Observed : 0);

    /// <summary>The kind of the attribute, whether the row is a deletion, and whether its time is an observedAt.</summary>
    public static (AttributeKind Kind, bool IsDeletion, bool IsObserved) Read(long column) =>
        ((AttributeKind)(column & (Deletion - 1)), (column & Deletion) != 0, (column & Observed) != 0);
}
