using System.Globalization;

namespace Waziup.Load.Bench.Access;

/// <summary>The policies under which is measured: ten for each of twenty roles, always the same ones.</summary>
/// <remarks>
/// A role is about one kind of things, and a little about stations; meters are of all kinds. The last four roles see them at a coarse place and their
/// owners under pseudonyms, beside which no name may be shown. No policy shows another form of anything that a load writes.
/// </remarks>
internal static class PolicySet
{
    public const int Roles = 20;

    // From this role on.
    const int Coarse = 16;
    const int Groups = 10;
    const string Stations = "WeatherStation|FieldStation|Pond";
    const string All = """{"*":"show"}""";
    const string ButWho = """{"*":"show","owner":"hide","sharedWith":"hide"}""";

    const string Measured = "\"level\":\"show\",\"place\":\"show\",\"temperature\":\"show\",\"humidity\":\"show\",\"batteryLevel\":\"show\",\"refDevice\":\"show\"";
    const string AtCoarsePlace = "{" + Measured + ""","scope":"show","location":{"grid":1000},"owner":{"pseudonym":{}}}""";

    static readonly string[] Kinds = [Stations, "Device|DeviceMeasurement", "Actuator|Gateway", "Plot|Farm"];

    /// <summary>Their ids and what they say.</summary>
    public static IEnumerable<(string Id, string Body)> Policies => Enumerable.Range(0, Roles).SelectMany(Of);

    public static string Role(int number) => Numbered("role", number);

    public static string Group(int number) => Numbered("coop", number);

    static IEnumerable<(string Id, string Body)> Of(int role)
    {
        var kind = Kinds[role % Kinds.Length] + "|Meter";
        var isCoarse = role >= Coarse;
        var shown = isCoarse ? AtCoarsePlace : All;
        string[] texts =
        [
            Allow("""["read","history","subscribe"]""", Type(kind), shown),
            Allow("""["read","history","subscribe"]""", Type(kind, "owner==$me"), shown),
            Allow("""["read","subscribe"]""", Type(Stations, "sharedWith==$groups"), isCoarse ? AtCoarsePlace : ButWho, who: "group:" + Group(role % Groups)),
            Allow("""["read"]""", $$"""{"type":"{{Stations}}","scopeQ":"/region/r{{role}}/#"}""", isCoarse ? AtCoarsePlace : $$"""{{{Measured}},"location":"show"}"""),
            Allow("""["read","history"]""", Type(kind, "batteryLevel<0.3"), shown, more: $$""","purposes":["{{(role % 2 == 0 ? "maintenance" : "research")}}"]"""),
            Allow("""["read","history","subscribe"]""", Type("Plot|Device", "inProject==$mine"), ButWho,
                more: ""","let":{"mine":{"type":"Project","q":"viewer==$me|editor==$me","max":1000}}"""),
            Allow("""["read","update"]""", $$"""{"type":"Actuator","scopeQ":"/region/r{{role}}/#"}""", """{"name":"show","commandValue":"show","commandStatus":"show"}"""),
            Allow("""["update"]""", Type(kind), All),
            Allow("""["create","delete"]""", """{"type":"Meter|Device","idPattern":"^urn:m:"}""", isCoarse ? All : """{"*":"show","owner":"show","scope":"show"}"""),
            Allow("""["read","history"]""", Type(Stations), """{"ownerPhone":"hide"}""", more: ""","effect":"limit" """),
        ];
        return texts.Select((text, number) => ($"urn:waziup:Policy:{Role(role)}-{number}", text));

        string Allow(string rights, string entities, string attributes, string? who = null, string more = "") =>
            $$"""{"who":["{{who ?? "role:" + Role(role)}}"],"rights":{{rights}},"entities":{{entities}},"attributes":{{attributes}}{{(isCoarse ? ""","audience":"research" """ : "")}}{{more}}}""";
    }

    static string Type(string type, string? q = null) => q is null ? $$"""{"type":"{{type}}"}""" : $$"""{"type":"{{type}}","q":"{{q}}"}""";

    static string Numbered(string name, int number) => name + "-" + number.ToString("D2", CultureInfo.InvariantCulture);
}
