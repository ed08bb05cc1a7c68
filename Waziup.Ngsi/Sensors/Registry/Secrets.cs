using System.Collections.Frozen;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Finds what must never become an attribute: keys of LoRaWAN, passwords, tokens.</summary>
internal static class Secrets
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "appkey", "genappkey", "nwkkey", "appskey", "nwkskey", "nwksenckey", "fnwksintkey", "snwksintkey", "mcappskey", "mcnwkskey",
        "password", "passwd", "passphrase", "psk", "secret", "clientsecret", "token", "accesstoken", "refreshtoken", "apikey", "privatekey", "credentials",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a name is that of a secret, however it is written.</summary>
    public static bool IsNameOfOne(string name) => Names.Contains(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    public static void Refuse(JsonElement element, string pointer, List<FormRemark> problems)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                var at = Form.At(pointer, member.Name);
                if (IsNameOfOne(member.Name))
                    problems.Add(new(at, "Secrets are never attributes; they are kept apart, where nobody reads them."));
                else
                    Refuse(member.Value, at, problems);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                Refuse(item, $"{pointer}/{index}", problems);
        }
    }
}
