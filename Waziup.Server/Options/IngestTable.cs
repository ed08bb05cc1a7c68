using Waziup.Ngsi.Mqtt;
using static Waziup.Server.Options.Values;

namespace Waziup.Server.Options;

/// <summary>The options of readings that come over MQTT, a part of <see cref="OptionTable"/>.</summary>
internal static class IngestTable
{
    private const int MostGathered = 10_000;

    public static readonly Option[] Rows =
    [
        new("ingest", "MQTT-URL", "MQTT server to receive readings from, such as mqtts://gateway@localhost:8883 (default: none); name one at one host alone of those on one store",
            (o, text) => o.Ingest.Server = MqttServer.TryParse(text, out var server) ? server : throw Malformed()),
        new("ingest-password", "TEXT", "password of that user; the variable hides it from others", Text((o, text) => o.Ingest.Password = text)),
        new("ingest-client", "NAME", $"name of the session that the MQTT server keeps, another one for each host (default {ThisHost.Name})", Text((o, text) => o.Ingest.Client = text)),
        new("ingest-gather", "MILLISECONDS", $"how long a message waits for others, to be stored by one commit (default 250, 0 to {MostGathered})",
            Milliseconds(0, MostGathered, (o, time) => o.Ingest.Gather = time)),
        new("manage-mqtt", null, "the user of --ingest administers mosquitto's dynamic security: devices are given accounts there, which reach their own topics alone",
            Switch((o, on) => o.Ingest.ManagesAccounts = on)),
    ];

    /// <exception cref="OptionsException">Something is said of a server that is not named.</exception>
    public static void Check(ServerOptions options, IReadOnlyDictionary<string, Given> given)
    {
        if (options.Ingest.Server is null && Rows.Select(row => row.Name).FirstOrDefault(given.ContainsKey) is { } name)
            throw new OptionsException($"{given[name].Name} needs --ingest: from which MQTT server");
        if (options.Ingest is { Password: not null, Server.User: null })
            throw new OptionsException($"{given["ingest-password"].Name} needs a user in --ingest: mqtt://USER@HOST");
        if (options.Ingest is { ManagesAccounts: true, Server.User: null })
            throw new OptionsException($"{given["manage-mqtt"].Name} needs a user in --ingest who administers the server: mqtt://USER@HOST");
    }

    // Without the value: it may hold a password.
    private static OptionsException Malformed() => new("--ingest has the form mqtt[s]://[USER@]HOST[:PORT], and the password is --ingest-password");
}
