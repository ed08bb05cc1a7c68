using System.Text.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>What a device reports of a command.</summary>
/// <param name="Status">How far it has come.</param>
/// <param name="Reason">Why it has failed; null where it has not, or the device does not say.</param>
/// <param name="Value">What the actuator is now; null where the device does not say.</param>
internal sealed record CommandReport(CommandStatus Status, string? Reason, JsonElement? Value)
{
    /// <exception cref="NgsiLdException">BadRequestData with the places of what is wrong.</exception>
    public static CommandReport Read(JsonElement document)
    {
        var problems = new List<FormRemark>();
        if (document.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("the body is a JSON object with status, and where there is something to say reason and reportedValue");
        var form = new Form(document, "", problems);
        var status = CommandText.StatusOf(form.Word("status", "delivered", "done", "failed"));
        if (status is null && problems.Count == 0)
            form.Refuse("status", "This is one of delivered, done, failed.");
        var (reason, value) = (form.Text("reason"), CommandForm.ValueOf(form, "reportedValue"));
        if (reason is not null && status != CommandStatus.Failed)
            form.Refuse("reason", "Only what has failed has one.");
        problems.AddRange(form.Unread());
        Remarks.Refuse(problems);
        return new CommandReport(status!.Value, reason, value?.Clone());
    }
}
