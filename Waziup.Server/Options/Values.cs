using System.Globalization;

namespace Waziup.Server.Options;

/// <summary>Reads the values of options; what is wrong with one is told in the words of the option.</summary>
internal static class Values
{
    public static Action<ServerOptions, string> Switch(Action<ServerOptions, bool> set) => (options, text) => set(options, text switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException("is true or false"),
    });

    public static Action<ServerOptions, string> Number(int least, int most, Action<ServerOptions, int> set) => (options, text) =>
        set(options, (int)Within(text, least, most, ""));

    public static Action<ServerOptions, string> Amount(long most, Action<ServerOptions, long> set) => (options, text) =>
        set(options, Within(text, 1, most, ""));

    public static Action<ServerOptions, string> Seconds(int least, int most, Action<ServerOptions, TimeSpan> set) => (options, text) =>
        set(options, TimeSpan.FromSeconds(Within(text, least, most, " seconds")));

    public static Action<ServerOptions, string> Milliseconds(int least, int most, Action<ServerOptions, TimeSpan> set) => (options, text) =>
        set(options, TimeSpan.FromMilliseconds(Within(text, least, most, " milliseconds")));

    public static Action<ServerOptions, string> Days(int least, int most, Action<ServerOptions, TimeSpan> set) => (options, text) =>
        set(options, TimeSpan.FromDays(Within(text, least, most, " days")));

    public static Action<ServerOptions, string> OneOf<T>(Action<ServerOptions, T> set)
        where T : struct, Enum => (options, text) =>
    {
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                set(options, Enum.Parse<T>(name));
                return;
            }
        }
        throw new FormatException("is one of " + string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant())));
    };

    public static Action<ServerOptions, string> Text(Action<ServerOptions, string> set) => (options, text) =>
        set(options, text.Length > 0 ? text : throw new FormatException("is empty"));

    public static Action<ServerOptions, string> Url(Action<ServerOptions, Uri> set) => (options, text) =>
        set(options, WebUrl(text) ?? throw new FormatException("is an http or https URL"));

    /// <summary>An absolute http or https URL; null for anything else.</summary>
    public static Uri? WebUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;

    private static long Within(string text, long least, long most, string unit) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"is a whole number of {least} to {most}{unit}"));
}
