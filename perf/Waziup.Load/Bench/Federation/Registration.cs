using System.Globalization;

namespace Waziup.Load.Bench.Federation;

/// <summary>A registration of a source that may be asked, but is sent no data.</summary>
/// <param name="Key">What makes its id unique.</param>
/// <param name="Type">The type of the entities that the source has.</param>
/// <param name="Endpoint">Where it is.</param>
internal sealed record Registration(string Key, string Type, Uri Endpoint)
{
    public const string Path = "/ngsi-ld/v1/csourceRegistrations";

    /// <summary>Members that say more precisely which entities, beginning with a comma.</summary>
    public string Which { get; init; } = "";

    /// <summary>How long it may take to answer; null: as the broker says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long it is left alone after it has not answered; null: it is not.</summary>
    public TimeSpan? Cooldown { get; init; }

    public string Body => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"id":"urn:ngsi-ld:ContextSourceRegistration:{{Key}}","type":"ContextSourceRegistration","mode":"inclusive","endpoint":"{{Endpoint}}",
         "information":[{"entities":[{"type":"{{Type}}"{{Which}}}]}],"operations":["federationOps"]{{Management()}}}
        """);

    /// <summary>One of many that are about other entities than those that are asked for: of a type, of one entity, or of a pattern, in turn.</summary>
    public static Registration Other(int number)
    {
        var type = string.Create(CultureInfo.InvariantCulture, $"Other{number % 1_000}");
        return new(string.Create(CultureInfo.InvariantCulture, $"other{number:D8}"), type, new Uri("http://127.0.0.1:9"))
        {
            Which = (number % 3) switch
            {
                0 => "",
                1 => string.Create(CultureInfo.InvariantCulture, $",\"id\":\"urn:ngsi-ld:{type}:{number}\""),
                _ => string.Create(CultureInfo.InvariantCulture, $",\"idPattern\":\"^urn:ngsi-ld:{type}:{number}-.*\""),
            },
        };
    }

    string Management()
    {
        List<string> members = [];
        if (Timeout is { } timeout)
            members.Add(string.Create(CultureInfo.InvariantCulture, $"\"timeout\":{timeout.TotalMilliseconds}"));
        if (Cooldown is { } cooldown)
            members.Add(string.Create(CultureInfo.InvariantCulture, $"\"cooldown\":{cooldown.TotalMilliseconds}"));

        return members.Count == 0 ? "" : $",\"management\":{{{string.Join(',', members)}}}";
    }
}
