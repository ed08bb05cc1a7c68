using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>What several changes have touched of one entity.</summary>
internal sealed class Touched
{
    /// <summary>Whether all of it is to be told.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether it came into being.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether something went that an update cannot take away: the entity as it was, a type, a scope, or an expiry.</summary>
    public bool Replaces { get; private set; }

    /// <summary>The entity as it was before it was deleted; null where it was not.</summary>
    public Entity? Deleted { get; private set; }

    /// <summary>The attributes that have changed.</summary>
    public HashSet<Iri> Names { get; } = [];

    /// <summary>Instances that went, and may have come again.</summary>
    public HashSet<(Iri Name, string? Dataset)> Gone { get; } = [];

    /// <summary>Takes another change in.</summary>
    public void Add(LoggedChange change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Created:
                IsWhole = IsNew = true;
                break;
            case ChangeKind.Deleted:
                Deleted = change.Previous;
                Replaces = true;
                break;
            case ChangeKind.Rewritten:
                break;
            default:
                Update(change);
                break;
        }
    }

    private void Update(LoggedChange change)
    {
        if (change.Previous is { } before && InstanceDifferences.InHead(before, change.After, showsScope: true))
        {
            IsWhole = true;
            Replaces |= before.HasScope || !before.ExpiresAt.IsNone || HasLost(before, change.After);
        }
        foreach (var difference in InstanceDifferences.Of(change))
        {
            if (difference.Kind != ChangeKind.Deleted)
            {
                Names.Add(difference.Name);
                continue;
            }
            var dataset = difference.Before!.DatasetOf(in difference.Before.Instances[difference.BeforeIndex]);
            Gone.Add((difference.Name, dataset.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(dataset)));
        }
    }

    private static bool HasLost(Entity before, Entity after)
    {
        for (var i = 0; i < before.TypeCount; i++)
        {
            if (!after.HasType(before.TypeAt(i)))
                return true;
        }
        return false;
    }
}
