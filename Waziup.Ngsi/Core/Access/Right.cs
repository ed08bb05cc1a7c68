namespace Waziup.Ngsi.Access;

/// <summary>What a caller may be allowed to do; grants are made for one right each.</summary>
public enum Right : byte
{
    /// <summary>See the current state: retrieve, query, discover, be notified; and every condition inside a write.</summary>
    Read,

    /// <summary>See the temporal evolution.</summary>
    History,

    /// <summary>Bring an entity into being.</summary>
    Create,

    /// <summary>Change an entity that is there.</summary>
    Update,

    /// <summary>Delete an entity, or its temporal evolution.</summary>
    Delete,

    /// <summary>Keep subscriptions.</summary>
    Subscribe,

    /// <summary>Keep registrations, which receive copies of other people's writes.</summary>
    Register,

    /// <summary>Manage what others own: contexts, policies, subscriptions.</summary>
    Administer,
}
