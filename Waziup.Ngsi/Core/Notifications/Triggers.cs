namespace Waziup.Ngsi.Notifications;

/// <summary>Which changes a subscription is notified of (5.2.12).</summary>
[Flags]
internal enum Triggers : byte
{
    None = 0,
    EntityCreated = 1,
    EntityUpdated = 2,
    EntityDeleted = 4,
    AttributeCreated = 8,
    AttributeUpdated = 16,
    AttributeDeleted = 32,

    /// <summary>Where the subscription names none.</summary>
    Default = AttributeCreated | AttributeUpdated,
}
