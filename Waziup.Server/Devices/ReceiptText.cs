using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Says what became of a payload.</summary>
internal static class ReceiptText
{
    /// <summary>Null where all of it is stored: there is nothing to say.</summary>
    public static JsonObject? Of(Receipt receipt) => !receipt.IsPending && receipt.Refused.IsEmpty ? null : Whole(receipt);

    /// <summary>All that there is to say.</summary>
    public static JsonObject Whole(Receipt receipt) => new()
    {
        ["stored"] = receipt.Stored,
        ["pending"] = receipt.IsPending,
        ["refused"] = new JsonArray([.. receipt.Refused.Select(Of)]),
    };

    /// <summary>An error that others did not share.</summary>
    public static JsonObject Of(NgsiLdError error) => new() { ["type"] = error.Type, ["title"] = error.Title, ["detail"] = error.Detail, ["status"] = error.Status };

    private static JsonObject Of(RefusedSensor refused) => new() { ["sensor"] = refused.Sensor, ["error"] = Of(refused.Error) };
}
