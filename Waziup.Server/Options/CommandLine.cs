namespace Waziup.Server.Options;

/// <summary>Options on the command line: <c>--name value</c>, <c>--name=value</c>, <c>--switch</c>.</summary>
internal static class CommandLine
{
    /// <summary>Reads a command line.</summary>
    /// <returns>The options, and what is none.</returns>
    /// <exception cref="OptionsException">An option is unknown to the command, lacks its value or is given twice.</exception>
    public static (List<Given> Options, List<string> Operands) Read(IReadOnlyList<string> arguments, Command command)
    {
        var values = new Dictionary<Option, List<string>>();
        var operands = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
            {
                operands.Add(argument);
                continue;
            }
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            var option = Array.Find(OptionTable.Rows, row => "--" + row.Name == name && row.Commands.HasFlag(command))
                ?? throw new OptionsException($"there is no option {name}");
            if (!values.TryGetValue(option, out var list))
                values.Add(option, list = []);
            else if (!option.IsRepeatable)
                throw new OptionsException($"{name} is given twice");

            if (equals >= 0)
                list.Add(argument[(equals + 1)..]);
            else if (option.IsSwitch)
                list.Add("true");
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                list.Add(arguments[++i]);
            else
                throw new OptionsException($"{name} needs a value: {name} {option.Value}");
        }
        return ([.. values.Select(pair => new Given(pair.Key, pair.Value, "--" + pair.Key.Name))], operands);
    }
}
