using System.Globalization;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What a row of the history is, as one number in its column: the kind of the attribute, with flags.</summary>
internal static class HistoryKind
{
    private const int Deletion = 16;
    private const int Observed = 32;
    private const int Scope = 64;

    // The sign, so that it stands outside of what conditions in SQL and their indexes look at.
    private const int Plain = short.MinValue;

    /// <summary>The condition that a row is one of the scope. An index knows these rows; it is used where the condition is written like this.</summary>
    public const string IsOfScope = "h.kind >= 64";

    /// <summary>The condition that a row has a value: neither a deletion nor one of the scope; and perhaps one that was observed.</summary>
    public static string HasValue(bool isObserved) => isObserved
        ? string.Create(CultureInfo.InvariantCulture, $"(h.kind & {Deletion | Observed | Scope}) = {Observed}")
        : string.Create(CultureInfo.InvariantCulture, $"(h.kind & {Deletion | Scope}) = 0");

    /// <summary>The number for the row that an edit makes.</summary>
    public static int Of(in HistoryEdit edit) =>
        (int)edit.AttributeKind | (edit.Kind == HistoryEditKind.Deletion ? Deletion : 0) | (edit.IsObserved ? Observed : 0)
        | (edit.Name.Span.SequenceEqual(Core.Scope.Utf8) ? Scope : edit.IsPlain ? Plain : 0);

    /// <summary>The kind of the attribute.</summary>
    public static AttributeKind KindIn(long column) => (AttributeKind)(column & (Deletion - 1));

    /// <summary>Whether the row is a deletion.</summary>
    public static bool IsDeletion(long column) => (column & Deletion) != 0;

    /// <summary>Whether the time of the row is an observedAt.</summary>
    public static bool IsObserved(long column) => (column & Observed) != 0;

    /// <summary>Whether the body may be copied into an answer as it is; rows of older versions do not say so.</summary>
    public static bool IsPlain(long column) => column < 0;
}
