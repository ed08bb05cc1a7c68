using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of the temporal evolution of an entity. No gate, no view; no view, no bytes.</summary>
public sealed class HistoryView
{
    private readonly EntityMembers _members;

    private HistoryView(HistoryGate gate, TimeProperty property, IReadOnlyList<(string Name, IReadOnlyList<HistoryRow> Rows)> attributes)
    {
        Entity = gate.Head;
        (Id, CreatedAt, ExpiresAt) = (gate.Id, gate.CreatedAt, gate.ExpiresAt);
        Property = property;
        Attributes = attributes;
        ModifiedAt = gate.ModifiedAt;
        _members = gate.Members;
    }

    /// <summary>The entity as it is stored, for its types.</summary>
    internal Entity Entity { get; }

    /// <summary>The id under which the caller knows it.</summary>
    internal EntityId Id { get; }

    /// <summary>When it came into being; none where that is not shown.</summary>
    internal Instant CreatedAt { get; }

    /// <summary>When it vanishes by itself; none where that is not shown.</summary>
    internal Instant ExpiresAt { get; }

    /// <summary>When it was last changed, as far as the caller may know.</summary>
    internal Instant ModifiedAt { get; }

    /// <summary>The time by which instances were chosen.</summary>
    internal TimeProperty Property { get; }

    /// <summary>The instances of each attribute in the order of the window, the scope's under its IRI.</summary>
    internal IReadOnlyList<(string Name, IReadOnlyList<HistoryRow> Rows)> Attributes { get; }

    /// <summary>The view of rows, in their order.</summary>
    /// <param name="gate">Decides; rows that it does not show are left out.</param>
    /// <param name="property">The time by which they were chosen.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="empty">Attributes of which there are instances, but none among these.</param>
    internal static HistoryView Of(HistoryGate gate, TimeProperty property, IEnumerable<HistoryRow> rows, IEnumerable<string> empty)
    {
        var attributes = new List<(string Name, IReadOnlyList<HistoryRow> Rows)>();
        var lists = new Dictionary<string, List<HistoryRow>>(StringComparer.Ordinal);
        List<HistoryRow> last = [];
        foreach (var stored in rows)
        {
            if (!gate.Shows(stored) || gate.Disclose(stored) is not { } row)
                continue;
            // Mostly that of the row before.
            if ((last is [] || last[0].Name != row.Name) && !lists.TryGetValue(row.Name, out last!))
            {
                lists[row.Name] = last = [];
                attributes.Add((row.Name, last));
            }
            last.Add(row);
        }
        // Corrections of what is shown in another form must not tell by the order.
        if (!gate.IsOpen)
            attributes.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (var name in empty)
            attributes.Add((name, []));
        return new HistoryView(gate, property, attributes);
    }

    internal bool Has(EntityMembers member) => (_members & member) != EntityMembers.None;
}
