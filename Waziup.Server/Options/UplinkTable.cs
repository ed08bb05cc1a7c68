using static Waziup.Server.Options.Values;

namespace Waziup.Server.Options;

/// <summary>The options of the link to a cloud, a part of <see cref="OptionTable"/>.</summary>
internal static class UplinkTable
{
    public static readonly Option[] Rows =
    [
        new("cloud", "URL", "another broker of NGSI-LD that is told all that is here, and goes on being told, as soon as it can be reached (default: none)", Url((o, url) => o.Uplink.Cloud = url)),
        new("cloud-key", "TEXT", "key or token that it is shown; the variable hides it from others", Text((o, text) => o.Uplink.AccessKey = text)),
        new("cloud-name", "NAME", "name of the link: with --identity it is told what policies let key:uplink-NAME read (default cloud)", Text(SetName)),
        new("cloud-interval", "SECONDS", "how long changes are gathered before they go (default 1, 1 to 3600)", Seconds(1, 3600, (o, time) => o.Uplink.Interval = time)),
        new("cloud-bytes-a-day", "N", "most bytes that go up on a day of UTC; what is left waits (default: any number)", Amount(1_000_000_000_000, (o, n) => o.Uplink.BytesADay = n)),
    ];

    /// <exception cref="OptionsException">They make no sense without the cloud.</exception>
    public static void Check(ServerOptions options, IReadOnlyDictionary<string, Given> given)
    {
        if (options.Uplink.Cloud is null && Rows.FirstOrDefault(row => given.ContainsKey(row.Name)) is { } row)
            throw new OptionsException($"{given[row.Name].Name} needs --cloud: where it is");
        if (options.Uplink.Cloud is { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 })
            throw new OptionsException($"{given["cloud"].Name} is the address of a broker before /ngsi-ld/v1, without user, query and fragment; --cloud-key has the key");
    }

    private static void SetName(ServerOptions options, string text) => options.Uplink.Name =
        text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : throw new FormatException("has 1 to 64 letters, digits and hyphens");
}
