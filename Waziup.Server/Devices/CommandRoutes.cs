using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Commands;

namespace Waziup.Server.Devices;

/// <summary>Commands to actuators over HTTP: given by people and applications, fetched and reported by devices.</summary>
internal sealed class CommandRoutes(DeviceCommands commands, CancellationToken stopping)
{
    private const string Wait = "wait";
    private const string Timeout = "timeout";
    private const int MostWait = 60;
    private const int UsualWait = 30;
    private const int MostPoll = 25;

    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes =>
    [
        new("POST", "devices/{device}/actuators/{actuator}/commands", IssueAsync) { Body = HostBody.Json, Parameters = [Wait, Timeout] },
        new("DELETE", "devices/{device}/actuators/{actuator}/commands/{command}", CancelAsync),
        new("GET", "devices/{device}/commands", TakeAsync) { Parameters = [Wait] },
        new("POST", "devices/{device}/commands/{command}", ReportAsync) { Body = HostBody.Json },
    ];

    private async ValueTask<HostAnswer> IssueAsync(HostRequest request, CancellationToken cancel)
    {
        var wanted = request.Parameters.GetValueOrDefault(Wait) switch
        {
            null => CommandStatus.Pending,
            "delivered" => CommandStatus.Delivered,
            "done" => CommandStatus.Done,
            _ => throw Payloads.Bad($"the parameter '{Wait}' is delivered or done"),
        };
        var seconds = Seconds(request, Timeout, MostWait) ?? UsualWait;
        var issued = await commands.IssueAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), Payloads.Named(request.Values[1]), request.ReadJson(), cancel);
        if (wanted != CommandStatus.Pending)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
            try
            {
                issued = await commands.WaitAsync(request.Tenant, issued, wanted, TimeSpan.FromSeconds(seconds), either.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // It is issued, and nobody waits for it here any more.
            }
        }
        return new HostAnswer(issued.Status >= wanted ? StatusCodes.Status201Created : StatusCodes.Status202Accepted, Text(issued))
        {
            Location = $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString(issued.Id)}",
        };
    }

    private async ValueTask<HostAnswer> CancelAsync(HostRequest request, CancellationToken cancel)
    {
        await commands.CancelAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), Payloads.Named(request.Values[1]), Payloads.Named(request.Values[2]), cancel);
        return new HostAnswer(StatusCodes.Status204NoContent);
    }

    private async ValueTask<HostAnswer> TakeAsync(HostRequest request, CancellationToken cancel)
    {
        var wait = TimeSpan.FromSeconds(Seconds(request, Wait, MostPoll) ?? 0);
        var taken = await commands.TakeAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), wait, stopping, cancel);
        return new HostAnswer(StatusCodes.Status200OK, new JsonArray([.. taken.Select(Text)]));
    }

    private async ValueTask<HostAnswer> ReportAsync(HostRequest request, CancellationToken cancel) =>
        new(StatusCodes.Status200OK, Text(await commands.ReportAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), Payloads.Named(request.Values[1]), request.ReadJson(), cancel)));

    private static JsonObject Text(CommandReceipt command)
    {
        var text = new JsonObject { ["id"] = command.Id, ["status"] = command.Status.ToString().ToLowerInvariant() };
        if (command.Reason is { } reason)
            text["reason"] = reason;
        return text;
    }

    private static JsonObject Text(HandedCommand command) => new()
    {
        ["id"] = command.Id,
        ["actuator"] = command.Actuator,
        ["value"] = JsonNode.Parse(command.Value.GetRawText()),
        ["kind"] = command.IsSet ? "set" : "do",
        ["expiresInSeconds"] = (long)Math.Ceiling(command.Left.TotalSeconds),
    };

    /// <summary>Whole seconds, at least 1; null where the parameter is not given.</summary>
    private static int? Seconds(HostRequest request, string name, int most) => request.Parameters.GetValueOrDefault(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= most ? seconds
        : throw Payloads.Bad($"the parameter '{name}' is a number of seconds from 1 to {most}");
}
