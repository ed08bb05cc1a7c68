using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Notifications;

/// <summary>Writes a notification (5.3.1).</summary>
internal static class NotificationBody
{
    public static void Write(PooledBuffer output, Subscription subscription, string id, Instant notifiedAt, IReadOnlyList<EntityView> views)
    {
        output.Append("{\"id\":"u8);
        Utf8Json.AppendString(output, id);
        output.Append(",\"type\":\"Notification\",\"subscriptionId\":"u8);
        Utf8Json.AppendString(output, subscription.Id);
        output.Append(",\"notifiedAt\":"u8);
        notifiedAt.AppendTo(output);
        output.Append(",\"data\":"u8);
        Renderer.Write(output, views, subscription.Terms, subscription.Shape);
        output.Append((byte)'}');
    }
}
