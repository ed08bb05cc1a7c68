using System.Collections.Immutable;

namespace Waziup.Ngsi.Notifications;

/// <summary>Where notifications go, and how (5.2.15).</summary>
/// <param name="Uri">The address; its scheme decides which notifier is used.</param>
/// <param name="Accept">The media type of the body.</param>
/// <param name="ReceiverInfo">What the receiver is sent beside it: headers, metadata.</param>
/// <param name="NotifierInfo">How the channel is set up.</param>
/// <param name="Timeout">How long an attempt may take; null: as the broker says.</param>
/// <param name="Cooldown">How long no attempt is made after one that failed; null: none.</param>
public sealed record NotificationEndpoint(
    Uri Uri, string Accept, ImmutableArray<KeyValuePair<string, string>> ReceiverInfo, ImmutableArray<KeyValuePair<string, string>> NotifierInfo,
    TimeSpan? Timeout, TimeSpan? Cooldown);
