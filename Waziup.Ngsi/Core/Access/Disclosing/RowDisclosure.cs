using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Makes of an instance in a history the one that a caller sees.</summary>
internal static class RowDisclosure
{
    /// <param name="row">The instance as it is stored.</param>
    /// <param name="rules">What is disclosed of the attribute.</param>
    /// <param name="time">The time by which rows are chosen.</param>
    /// <param name="now">What is told once a part of time is over is told if it is then.</param>
    /// <returns>Null where nothing is shown.</returns>
    public static HistoryRow? Of(HistoryRow row, AttributeForm rules, TimeProperty time, Instant now)
    {
        var form = rules.Of(row.DatasetId is null ? [] : Encoding.UTF8.GetBytes(row.DatasetId));
        if (form.IsHidden || (form.IsShown && !rules.IsAltered) || (form is { Value: ValueStep.Show, Parts: null } && row.Body.IsEmpty))
            return form.IsHidden ? null : row;
        using var body = PooledBuffer.Rent(row.Body.Length);
        var isWhole = false;
        if (!row.Body.IsEmpty && !InstanceDisclosure.Write(body, row.Body.Span, Encoding.UTF8.GetBytes(row.Name), rules, form, out isWhole))
            return null;
        // What is not shown as it is has no times but the one that was observed, and a deletion is nothing else.
        if (!isWhole && (row.IsDeletion || !row.IsObserved || time is not (TimeProperty.Key or TimeProperty.Any or TimeProperty.ObservedAt)))
            return null;
        if (form.Parts?.IsOver(row.At, now) == false)
            return null;
        return row with
        {
            At = form.Parts?.StartOf(row.At) ?? row.At,
            Body = body.Written.ToArray(),
            IsPlain = BodyScan.Entry(body, 0).Is(InstanceFlags.Plain),
            IsAltered = !isWhole,
            IsDisclosed = true,
            IsBlurred = form.Parts is not null,
        };
    }
}
