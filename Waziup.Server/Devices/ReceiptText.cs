using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Says what became of a payload.</summary>
internal static class ReceiptText
{
    /// <summary>Null where all of it is stored: there is nothing to say.</summary>
    public static JsonObject? Of(Receipt receipt) => !receipt.IsPending && receipt.Refused.IsEmpty ? null : new JsonObject
    {
        ["stored"] = receipt.Stored,
        ["pending"] = receipt.IsPending,
        ["refused"] = new JsonArray([.. receipt.Refused.Select(Of)]),
    };

    private static JsonObject Of(RefusedSensor refused) => new()
    {
        ["sensor"] = refused.Sensor,
        ["error"] = new JsonObject { ["type"] = refused.Error.Type, ["title"] = refused.Error.Title, ["detail"] = refused.Error.Detail, ["status"] = refused.Error.Status },
    };
}
