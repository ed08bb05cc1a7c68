using System.Globalization;
using System.Text;

namespace Waziup.Server.Options;

/// <summary>The text of <c>--help</c>.</summary>
internal static class Help
{
    private const string Commands = $"""
        {ThisHost.Title}

          {ThisHost.Name} [OPTION]…                serve the API
          {ThisHost.Name} stats [OPTION]…          count what a store holds; the server may be running
          {ThisHost.Name} load [OPTION]… FILE      load entities, one a line, into a store; the server must be stopped
          {ThisHost.Name} backup [OPTION]… FILE    write a copy of a SQLite store; the server may be running
          {ThisHost.Name} restore [OPTION]… FILE   put such a copy where no store is
          {ThisHost.Name} drop-tenant [OPTION]… --tenant NAME    delete a tenant; with a SQLite store the server must be stopped
          {ThisHost.Name} export [OPTION]… SENSOR  write the past of a sensor as CSV: date_received, timestamp, value; asks a broker that is served
          {ThisHost.Name} rotate-keys [OPTION]…    make a new key of pseudonyms; aliases are others from the next start on
          {ThisHost.Name} --help | --version


        """;

    /// <summary>The whole help.</summary>
    public static string Text => new StringBuilder(Commands)
        .Append("Options of the server:\n").Append(Options(Command.Serve))
        .Append("\nOptions of stats:\n").Append(Options(Command.Stats))
        .Append("\nOptions of load:\n").Append(Options(Command.Load))
        .Append("\nOptions of backup and restore:\n").Append(Options(Command.Backup))
        .Append("\nOptions of drop-tenant:\n").Append(Options(Command.Drop))
        .Append("\nOptions of export:\n").Append(Options(Command.Export))
        .Append("\nOptions of rotate-keys:\n").Append(Options(Command.Rotate))
        .Append(CultureInfo.InvariantCulture, $"""

            Each may also be set in the section "Waziup" of an appsettings.json beside the program or in the working folder
            (--max-page N as MaxPage), or as a variable (WAZIUP_MAX_PAGE); the command line goes first, then variables.

            """)
        .ToString();

    /// <summary>A line for each option that a command knows.</summary>
    public static string Options(Command command)
    {
        var text = new StringBuilder();
        foreach (var option in OptionTable.Rows.Where(row => row.Commands.HasFlag(command)))
            text.Append(CultureInfo.InvariantCulture, $"  {"--" + option.Name + (option.IsSwitch ? "" : " " + option.Value),-28} {option.Help}\n");
        return text.ToString();
    }
}
