using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>What has become of the notifications of a subscription (5.2.14.2).</summary>
/// <remarks>Immutable. Kept in the store beside the subscription, so that counting never writes the subscription itself.</remarks>
internal sealed record DeliveryState
{
    public static readonly DeliveryState None = new();

    /// <summary>How many notifications were sent, delivered or not.</summary>
    public long TimesSent { get; init; }

    /// <summary>How many of them were given up.</summary>
    public long TimesFailed { get; init; }

    /// <summary>Records of the change log that went before they were read for this subscription.</summary>
    public long Missed { get; init; }

    public Instant LastNotification { get; init; } = Instant.None;

    public Instant LastSuccess { get; init; } = Instant.None;

    public Instant LastFailure { get; init; } = Instant.None;

    /// <summary>When a periodic notification is due next; none before the first.</summary>
    public Instant NextDue { get; init; } = Instant.None;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsFailed { get; init; }

    /// <summary>An attempt at a notification was made; a notification counts once.</summary>
    public DeliveryState Sent(Instant now, bool isFirst) => this with { TimesSent = TimesSent + (isFirst ? 1 : 0), LastNotification = now };

    /// <summary>It was delivered.</summary>
    public DeliveryState Succeeded(Instant now) => this with { LastSuccess = now, IsFailed = false };

    /// <summary>It was not, and may be given up.</summary>
    public DeliveryState Failed(Instant now, bool isGivenUp) =>
        this with { LastFailure = now, IsFailed = true, TimesFailed = TimesFailed + (isGivenUp ? 1 : 0) };

    /// <summary>Writes the members that a reader of the subscription is shown; those that say nothing yet are left out.</summary>
    public void Write(PooledBuffer output)
    {
        if (TimesSent > 0)
            output.Append(IsFailed ? "\"status\":\"failed\","u8 : "\"status\":\"ok\","u8);
        Number(output, "\"timesSent\":"u8, TimesSent);
        Number(output, "\"timesFailed\":"u8, TimesFailed);
        Number(output, "\"missed\":"u8, Missed);
        LastNotification.AppendMember(output, "\"lastNotification\":"u8);
        LastSuccess.AppendMember(output, "\"lastSuccess\":"u8);
        LastFailure.AppendMember(output, "\"lastFailure\":"u8);
    }

    public Document ToDocument(DocumentKey key, Instant now)
    {
        using var body = PooledBuffer.Rent();
        body.Append((byte)'{');
        Write(body);
        NextDue.AppendMember(body, "\"nextDue\":"u8);
        body.Close((byte)'}');
        return new Document(DocumentKind.Delivery, key.Id, null, now, body.Written.ToArray());
    }

    public static DeliveryState Of(Document document)
    {
        using var json = JsonDocument.Parse(document.Body);
        var root = json.RootElement;
        return new DeliveryState
        {
            TimesSent = root.Number("timesSent"),
            TimesFailed = root.Number("timesFailed"),
            Missed = root.Number("missed"),
            LastNotification = root.Time("lastNotification"),
            LastSuccess = root.Time("lastSuccess"),
            LastFailure = root.Time("lastFailure"),
            NextDue = root.Time("nextDue"),
            IsFailed = root.IsFailed(),
        };
    }

    private static void Number(PooledBuffer output, ReadOnlySpan<byte> label, long number)
    {
        if (number == 0)
            return;
        output.Append(label);
        output.Append(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        output.Append((byte)',');
    }
}
