using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Says what became of a payload.</summary>
internal static class ReceiptText
{
    /// <summary>Null where all of it is stored: there is nothing to say.</summary>
    public static JsonObject? Of(Receipt receipt) => !receipt.IsPending && receipt.Refused.IsEmpty && receipt.Warnings.IsEmpty ? null : Whole(receipt);

    /// <summary>The status of an answer that says something: 207 where some was refused, 202 where the device waits, else 200.</summary>
    public static int StatusOf(Receipt receipt) =>
        !receipt.Refused.IsEmpty ? StatusCodes.Status207MultiStatus : receipt.IsPending ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;

    /// <summary>All that there is to say.</summary>
    public static JsonObject Whole(Receipt receipt)
    {
        var text = new JsonObject
        {
            ["stored"] = receipt.Stored,
            ["pending"] = receipt.IsPending,
            ["refused"] = new JsonArray([.. receipt.Refused.Select(Of)]),
        };
        if (!receipt.Warnings.IsEmpty)
            text["warnings"] = new JsonArray([.. receipt.Warnings.Select(warning => JsonValue.Create(warning))]);
        return text;
    }

    /// <summary>An error that others did not share.</summary>
    public static JsonObject Of(NgsiLdError error) => new() { ["type"] = error.Type, ["title"] = error.Title, ["detail"] = error.Detail, ["status"] = error.Status };

    private static JsonObject Of(RefusedSensor refused) => new() { ["sensor"] = refused.Sensor, ["error"] = Of(refused.Error) };
}
