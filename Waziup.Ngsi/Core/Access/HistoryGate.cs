using System.Text;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>Decides which rows of an entity's history a caller sees: those of attributes that he sees in the entity as it is now, and has asked for.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class HistoryGate
{
    private readonly Dictionary<string, (AttributeForm Form, bool IsWanted)> _names = new(StringComparer.Ordinal);
    private (string? Name, (AttributeForm Form, bool IsWanted) Known) _last;
    private readonly Grant _grant;
    private readonly EntityForms _forms;
    private readonly Projection _projection;
    private readonly TimeProperty _time;
    private readonly Instant _now;

    private HistoryGate(Entity head, Grant grant, EntityForms forms, Projection projection, TimeProperty time, Instant now)
    {
        Head = head;
        _grant = grant;
        _forms = forms;
        _projection = projection;
        _time = time;
        _now = now;
        Members = projection.Members;
        Id = forms.IdOf(head.Id);
    }

    /// <summary>The id under which the caller knows the entity.</summary>
    public EntityId Id { get; }

    /// <summary>The entity as it is now, or what remains of it.</summary>
    public Entity Head { get; }

    /// <summary>Whether nothing of the history is hidden from the caller.</summary>
    public bool IsOpen => _grant.IsOpen;

    /// <summary>When the entity was last changed; none under rules, since that may have been something that the caller does not see.</summary>
    public Instant ModifiedAt => _grant.IsOpen ? Head.ModifiedAt : Instant.None;

    /// <summary>When the entity came into being; none where that is not shown.</summary>
    public Instant CreatedAt => _forms.ShowsCreatedAt ? Head.CreatedAt : Instant.None;

    /// <summary>When it vanishes by itself; none where that is not shown.</summary>
    public Instant ExpiresAt => _forms.ShowsExpiresAt ? Head.ExpiresAt : Instant.None;

    /// <summary>What is wanted beside attributes.</summary>
    public EntityMembers Members { get; }

    /// <summary>The gate of an entity; null where it does not exist for the caller.</summary>
    /// <param name="head">The entity.</param>
    /// <param name="grant">What the caller may see of histories.</param>
    /// <param name="projection">What he has asked for.</param>
    /// <param name="time">The time by which rows are chosen.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    public static HistoryGate? Of(Entity head, Grant grant, Projection projection, TimeProperty time, Instant now) =>
        grant.Admits(head, now) ? new HistoryGate(head, grant, grant.FormsOf(head, now), projection, time, now) : null;

    /// <summary>The same window with the attributes alone that were asked for, where they were named.</summary>
    public Window Wanted(Window window)
    {
        if (Named is not { } names)
            return window;
        return window with { Names = [.. (Members & EntityMembers.Scope) == EntityMembers.None ? names : names.Append(Model.Core.Scope.Value)] };
    }

    /// <summary>The same window with the rows alone that may count, see <see cref="Counts"/>.</summary>
    public Window Counted(Window window) => _projection.Attrs is null ? window : Wanted(window);

    /// <summary>The attributes that the entity has now and those that were asked for by name.</summary>
    public IEnumerable<string> KnownNames() => Head.Instances.Select(entry => Encoding.UTF8.GetString(Head.NameOf(in entry)))
        .Concat(Named ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Whether the caller may see the row at all, for conditions on it. Under rules only this entity's own: what an earlier one of the same id was is not known.
    /// </summary>
    public bool Admits(HistoryRow row) => _grant.IsOpen || Disclose(row) is not null;

    /// <summary>The row in the form in which he may see it; null where he may not see it at all.</summary>
    public HistoryRow? Disclose(HistoryRow row)
    {
        if (_grant.IsOpen || row.IsDisclosed)
            return row;
        var rules = row.CreatedAt >= Head.CreatedAt ? Of(row.Name).Form : AttributeForm.Hidden;
        // A proof says of which entity it is.
        if (_forms.Aliases is not null && InstanceDisclosure.MayProve(row.Body.Span) && rules is { IsShown: true, IsAltered: false })
            rules = AttributeForm.Unproven;
        return rules.IsHidden ? null : rules is { IsShown: true, IsAltered: false } ? row : RowDisclosure.Of(row, rules, _time, _now);
    }

    /// <summary>Whether it is told less exactly than it is known when something of the entity was.</summary>
    public bool MayBlur => _forms.Blur is not null;

    /// <summary>Before which time everything was that is told to have been before one.</summary>
    public Instant Widened(Instant to) => to.IsNone || _forms.Blur is not { } parts ? to : new Instant(to.Micros + ((long)Math.Ceiling(parts.Days + 1) * TimeSpan.MicrosecondsPerDay));

    /// <summary>The cells by which alone the row may be told of, where that is so and it was asked for; else null.</summary>
    public AggregateCells? CellsOf(HistoryRow row)
    {
        if (_grant.IsOpen || row.CreatedAt < Head.CreatedAt || Of(row.Name) is not { IsWanted: true, Form: { MayAggregate: true } rules })
            return null;
        var dataset = row.DatasetId is null ? [] : Encoding.UTF8.GetBytes(row.DatasetId);
        return _projection.Datasets is null || _projection.WantsDataset(dataset) ? rules.Of(dataset).Cells : null;
    }

    /// <summary>Whether anything of the entity is told by cells alone.</summary>
    public bool MayAggregate => _forms.MayAggregate;

    /// <summary>Whether the row makes the entity part of an answer: it is an instance of an attribute, of those asked for where nothing else would be shown.</summary>
    public bool Counts(HistoryRow row) => row.Name != Model.Core.Scope.Value
        && (_projection.Attrs is not null || (Members & (EntityMembers.Id | EntityMembers.Type)) == EntityMembers.None ? Shows(row) : Admits(row));

    /// <summary>Whether he sees the attribute and has asked for it.</summary>
    public bool Shows(string name) => Of(name) is { Form.IsHidden: false, IsWanted: true };

    /// <summary>Whether he sees the row and has asked for it.</summary>
    public bool Shows(HistoryRow row) => Admits(row) && Shows(row.Name, row.DatasetId);

    /// <summary>Whether he sees the attribute and has asked for its instances with a datasetId; null for those without.</summary>
    public bool Shows(string name, string? dataset) => Shows(name)
        && (_projection.Datasets is null || name == Model.Core.Scope.Value
            || _projection.WantsDataset(dataset is null ? [] : Encoding.UTF8.GetBytes(dataset)));

    private IEnumerable<string>? Named => (_projection.Attrs ?? _projection.Pick)?.Attributes.Select(name => name.Value);

    private (AttributeForm Form, bool IsWanted) Of(string name)
    {
        // Mostly that of the row before, and the same text.
        if (ReferenceEquals(name, _last.Name))
            return _last.Known;
        if (_names.TryGetValue(name, out var known))
        {
            _last = (name, known);
            return known;
        }
        var utf8 = Encoding.UTF8.GetBytes(name);
        var isWanted = name == Model.Core.Scope.Value ? (Members & EntityMembers.Scope) != EntityMembers.None : _projection.Wants(utf8);
        return _names[name] = (_forms.Aliases is not null && InstanceDisclosure.IsProof(utf8) ? AttributeForm.Hidden : _forms.Of(utf8), isWanted);
    }
}
