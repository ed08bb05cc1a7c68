using System.Globalization;
using static Waziup.Server.Options.Values;

namespace Waziup.Server.Options;

/// <summary>The options of <c>export</c>, a part of <see cref="OptionTable"/>.</summary>
internal static class ExportTable
{
    public static readonly Option[] Rows =
    [
        Row("broker", "URL", $"broker that is asked, this one or another (default {OptionTable.DefaultUrl})", Url((o, url) => o.Export.Broker = url)),
        Row("access-key", "TEXT", "key or token that is shown; the variable hides it from others", Text((o, text) => o.Export.AccessKey = text)),
        Row("attribute", "NAME", "attribute of which the past is written (default numValue)", Text((o, text) => o.Export.Attribute = text)),
        Row("dataset", "URI", "datasetId of its instances, such as urn:ngsi-ld:Dataset:raw (default: those that have none)", Text((o, text) => o.Export.Dataset = text)),
        Row("from", "TIME", "first time, such as 2026-01-01T00:00:00Z (default: the beginning)", Time((o, time) => o.Export.From = time)),
        Row("until", "TIME", "first time that is too late (default: none)", Time((o, time) => o.Export.Until = time)),
    ];

    private static Option Row(string name, string value, string help, Action<ServerOptions, string> set) => new(name, value, help, set) { Commands = Command.Export };

    private static Action<ServerOptions, string> Time(Action<ServerOptions, DateTimeOffset> set) => (options, text) => set(options,
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FormatException("is a time such as 2026-01-01T00:00:00Z"));
}
