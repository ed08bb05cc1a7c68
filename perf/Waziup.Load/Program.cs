using System.CommandLine;
using System.ComponentModel;
using Waziup.Load.Bench;
using Waziup.Load.Gateways;
using Waziup.Load.Notify;
using Waziup.Load.Replay;

var root = new RootCommand("Drives a Waziup broker: real readings, and load measured against what the hardware allows.")
{
    BenchCommand.Create((options, cancel) => new BenchRun(options, Console.Out, TimeProvider.System).RunAsync(cancel)),
    GatewayCommand.Create(),
    NotifyCommand.Create(),
    ReplayCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is IOException or HttpRequestException or Win32Exception)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
