namespace Waziup.Server.Options;

/// <summary>One option, wherever it is set: <c>--max-body-bytes N</c>, <c>WAZIUP_MAX_BODY_BYTES</c>, <c>MaxBodyBytes</c> in appsettings.json.</summary>
/// <param name="Name">The name on the command line, without the dashes.</param>
/// <param name="Value">What stands for its value in the help; null for a switch.</param>
/// <param name="Help">One sentence, with unit, bounds and default.</param>
/// <param name="Set">Takes the text of the value over; throws <see cref="FormatException"/> with what it should be.</param>
internal sealed record Option(string Name, string? Value, string Help, Action<ServerOptions, string> Set)
{
    /// <summary>The commands that know it.</summary>
    public Command Commands { get; init; } = Command.Serve;

    /// <summary>Whether it may be given several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether it is a switch, without a value.</summary>
    public bool IsSwitch => Value is null;

    /// <summary>Its name in the environment.</summary>
    public string Variable { get; } = OptionTable.VariablePrefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Its name in appsettings.json.</summary>
    public string Key { get; } = string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
