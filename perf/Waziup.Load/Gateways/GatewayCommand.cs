using System.CommandLine;

namespace Waziup.Load.Gateways;

/// <summary><c>gateway</c>: what a gateway does with readings.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var readings = new Option<int>("--readings") { Description = "how many readings wait for the link", DefaultValueFactory = _ => 1_000_000 };
        var seconds = new Option<int>("--seconds") { Description = "seconds of batch upserts", DefaultValueFactory = _ => 10 };
        var command = new Command("gateway", "Measures a gateway: W16, a backlog of readings that goes up to a cloud while new ones come, against batch upserts of the same values at that cloud; memory, bytes on the wire and on the disk.")
        {
            readings, seconds,
        };
        command.SetAction((result, cancel) => new UplinkRun(new GatewayOptions(result.GetValue(readings), result.GetValue(seconds)), Console.Out, TimeProvider.System).RunAsync(cancel));
        return command;
    }
}
