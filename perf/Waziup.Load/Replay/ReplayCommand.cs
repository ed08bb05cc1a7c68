using System.CommandLine;
using System.CommandLine.Parsing;

namespace Waziup.Load.Replay;

/// <summary>The command line of <see cref="ReplayRun"/>.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "the folder below which the *.csv.gz exports lie" }.AcceptExistingOnly();
        var url = new Option<Uri>("--url")
        {
            Description = "where the broker listens",
            HelpName = "url",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:1026"),
            CustomParser = Address,
        };
        var limit = new Option<int?>("--limit") { Description = "readings taken from each file; default: all", HelpName = "n" };
        var batch = new Option<int>("--batch") { Description = "readings in one request", HelpName = "n", DefaultValueFactory = _ => 500 };
        var state = new Option<string?>("--state")
        {
            Description = "the folder of the state file; with it an interrupted replay goes on where it stopped",
            HelpName = "dir",
        };
        var context = new Option<string?>("--context")
        {
            Description = "the JSON-LD context of the names; default: the core context",
            HelpName = "url",
        };
        var unverified = new Option<bool>("--no-verify") { Description = "do not compare the broker's current values with the newest readings afterwards" };
        var data = new Option<string?>("--data") { Description = "the broker's data folder: its history rows are compared too", HelpName = "dir" };
        var raw = new Option<bool>("--raw")
        {
            Description = "send the readings to the temporal API in the order in which they were received, not sorted by time",
        };
        var connection = new Option<string?>("--connection")
        {
            Description = "how the broker reaches PostgreSQL, if that is its store: its history rows are compared too",
            HelpName = "string",
        };
        var server = new Option<string?>("--server-command")
        {
            Description = "the command that runs the server, for its stats; default: the Release build here",
            HelpName = "command",
        };
        limit.Validators.Add(result => Positive(result, result.GetValue(limit)));
        batch.Validators.Add(result => Positive(result, result.GetValue(batch)));

        var command = new Command("replay", "Registers real devices and sensors and pushes their readings into a broker.")
        {
            folder, url, limit, batch, state, context, unverified, data, raw, connection, server,
        };
        command.SetAction((parsed, cancel) => new ReplayRun(
            new ReplayOptions
            {
                Folder = parsed.GetRequiredValue(folder).FullName,
                Url = parsed.GetRequiredValue(url),
                Limit = parsed.GetValue(limit) ?? int.MaxValue,
                Batch = parsed.GetValue(batch),
                StateFolder = parsed.GetValue(state),
                Context = parsed.GetValue(context),
                Verify = !parsed.GetValue(unverified),
                Data = parsed.GetValue(data),
                Raw = parsed.GetValue(raw),
                Connection = parsed.GetValue(connection),
                ServerCommand = parsed.GetValue(server),
            },
            Console.Out,
            TimeProvider.System,
            isTerminal: !Console.IsOutputRedirected).RunAsync(cancel));
        return command;

        static Uri? Address(ArgumentResult result)
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;

            result.AddError("--url must be an http or https address, like http://127.0.0.1:1026");
            return null;
        }

        static void Positive(OptionResult result, int? value)
        {
            if (value < 1)
                result.AddError($"{result.Option.Name} must be at least 1");
        }
    }
}
