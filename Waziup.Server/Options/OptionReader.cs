using System.Collections;

namespace Waziup.Server.Options;

/// <summary>Puts the options together: appsettings.json, over it the environment, over it the command line.</summary>
internal static class OptionReader
{
    /// <summary>Reads and checks all options of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">The command line, without the command.</param>
    /// <param name="environment">The variables of the process.</param>
    /// <param name="settings">Files with settings, the later over the earlier; those that do not exist are left out.</param>
    /// <exception cref="OptionsException">An option is unknown, or contradicts another one, or has a value that it cannot have.</exception>
    public static ServerOptions Read(Command command, IReadOnlyList<string> arguments, IDictionary environment, params ReadOnlySpan<string> settings)
    {
        var given = new Dictionary<string, Given>(StringComparer.Ordinal);
        foreach (var file in settings)
            Lay(SettingsFile.Read(file));
        Lay(Variables.Read(environment));
        var (typed, operands) = CommandLine.Read(arguments, command);
        Lay(typed);

        var options = new ServerOptions();
        foreach (var one in given.Values.Where(one => one.Option.Commands.HasFlag(command)))
            Set(options, one);
        options.File = FileOf(command, operands);
        Contradictions.Check(command, options, given);
        return options;

        void Lay(IEnumerable<Given> layer)
        {
            foreach (var one in layer)
                given[one.Option.Name] = one;
        }
    }

    private static void Set(ServerOptions options, Given given)
    {
        foreach (var value in given.Values)
        {
            try
            {
                given.Option.Set(options, value);
            }
            catch (FormatException wrong)
            {
                throw new OptionsException($"{given.Name} {wrong.Message}, not '{value}'");
            }
        }
    }

    private static string? FileOf(Command command, List<string> operands)
    {
        var wanted = command is Command.Load or Command.Backup or Command.Restore or Command.Export ? 1 : 0;
        if (operands.Count > wanted)
            throw new OptionsException($"'{operands[wanted]}' is neither an option nor a command");
        return operands.Count == wanted ? operands.FirstOrDefault() : throw new OptionsException($"{command.ToString().ToLowerInvariant()} needs {(command == Command.Export ? "the id of a SENSOR" : $"a FILE to {(command == Command.Backup ? "write" : "read")}")}");
    }
}
