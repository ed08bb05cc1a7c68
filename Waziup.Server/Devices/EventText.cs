using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Says what became of an event of a network server.</summary>
internal static class EventText
{
    /// <summary>Null where all of it is stored: there is nothing to say.</summary>
    public static JsonObject? Of(EventReceipt receipt)
    {
        if (receipt is { Unread: null, Refused: null })
            return ReceiptText.Of(receipt.Readings);
        var text = ReceiptText.Whole(receipt.Readings);
        if (receipt.Unread is { } error)
            text["unread"] = Payloads.Text(error);
        if (receipt.Refused is { } refused)
            text["radio"] = ReceiptText.Of(refused);
        return text;
    }
}
