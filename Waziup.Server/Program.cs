using Waziup.Server;
using Waziup.Server.Commands;
using Waziup.Server.Devices.Scripts;
using Waziup.Server.Devices.Scripts.Sandbox;
using Waziup.Server.Operations;
using Waziup.Server.Options;

// Started by this program itself, to carry out scripts of codecs.
if (args is [Child.Command])
    return CodecCommand.Run();

// What is to be done; without a command: serve. 0 is success, 1 a failure, 2 a command line or setting that makes no sense.
var command = args switch
{
    ["stats", ..] => Command.Stats,
    ["load", ..] => Command.Load,
    ["backup", ..] => Command.Backup,
    ["restore", ..] => Command.Restore,
    ["drop-tenant", ..] => Command.Drop,
    ["rotate-keys", ..] => Command.Rotate,
    ["export", ..] => Command.Export,
    _ => Command.Serve,
};
if (args.Any(argument => argument is "--help" or "-h" or "help"))
{
    Console.Out.Write(Help.Text);
    return 0;
}
if (args is ["--version"])
{
    Console.Out.WriteLine(StartUp.Version);
    return 0;
}

try
{
    var options = OptionReader.Read(
        command, command == Command.Serve ? args : args[1..], Environment.GetEnvironmentVariables(),
        Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Path.GetFullPath("appsettings.json"));
    return command switch
    {
        Command.Stats => await StatsCommand.RunAsync(options),
        Command.Load => await LoadCommand.RunAsync(options),
        Command.Drop => await DropCommand.RunAsync(options),
        Command.Rotate => await RotateCommand.RunAsync(options),
        Command.Export => await ExportCommand.RunAsync(options),
        Command.Backup or Command.Restore => await CopyCommand.RunAsync(command, options),
        _ => await ServeCommand.RunAsync(options),
    };
}
catch (OptionsException wrong)
{
    await Console.Error.WriteLineAsync($"{ThisHost.Name}: {wrong.Message}\n\nValid options:\n{Help.Options(command)}");
    return 2;
}
