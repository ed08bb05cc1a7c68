namespace Waziup.Load.Bench.Access;

/// <summary>Workloads of others under policies: with <c>p</c> all is seen as it is, with <c>f</c> some of it in another form.</summary>
/// <remarks>A write is judged by what its writer may write, and answers nothing, so there is no W3f: what he sees in another form he may not write anyway.</remarks>
internal static class AccessWorkloads
{
    const int Narrow = 1_000;
    const string Reader = "a reader for whom 24 of 200 policies are; floor: without identity";
    const string Coarse = "a reader who sees places coarsely, owners under pseudonyms and no names; floor: without identity";

    // The rate, and what the bytes of an answer may differ by: without names, and with longer names of owners, it has nearly as many.
    static readonly (double Least, double Differing) AsItIs = (0.85, 0.01);
    static readonly (double Least, double Differing) InForms = (0.7, 0.1);

    static readonly string[] Entities = [.. Enumerable.Range(0, Owned.Owners).Select(number => Sample.PathOf(number * 97))];
    static readonly string[] Pages = [.. Enumerable.Range(0, 10).Select(number => Field.ByLevel.With($"{number * 9000}", $"{(number * 9000) + (Size.Small.Entities / Narrow)}"))];

    public static IReadOnlyList<Workload> All { get; } =
    [
        Workload("W2p", "W2 by " + Reader, WrkScript.Retrieve, DataKind.OwnedStations, AsItIs, new UnderPolicies(Key.Reader, Entities, Sight.CompareAll)),
        Workload("W2f", "W2 by " + Coarse, WrkScript.Retrieve, DataKind.OwnedStations, InForms, new UnderPolicies(Key.Coarse, Entities, Sight.CompareCoarse)),
        Workload("W3p", "W3 by " + Reader, settings => WrkScript.Patch(settings, 10_000), DataKind.OwnedStations, AsItIs, new UnderPolicies(Key.Reader, Entities, Sight.CompareAll)
        {
            Change = (Sample.PathOf(0), """{"temperature":{"type":"Property","value":19.5,"unitCode":"CEL","observedAt":"2024-01-02T00:00:00.000Z"}}"""),
        }) with
        {
            Note = "There is no W3f: a write is judged by what its writer may write, which is only what he sees as it is, and it answers nothing that could have a form.",
        },
        Workload("W5p", "W5 by " + Reader, settings => QueryScript.ByLevel(settings, Narrow), DataKind.OwnedField, AsItIs, new UnderPolicies(Key.Reader, Pages, Sight.CompareAll)),
        Workload("W5f", "W5 by " + Coarse, settings => QueryScript.ByLevel(settings, Narrow), DataKind.OwnedField, InForms, new UnderPolicies(Key.Coarse, Pages, Sight.CompareCoarse)),
    ];

    static Workload Workload(string name, string what, Func<ScriptSettings, string> script, DataKind data, (double Least, double Differing) wanted, UnderPolicies scene) => new(name, what, script)
    {
        Scene = scene,
        Data = data,
        Targets = [Workloads.Rate(wanted.Least), .. Sizes(wanted.Differing)],
        PostgreSqlTargets = [Workloads.Rate(wanted.Least), .. Sizes(wanted.Differing)],
        Rows = [new("bytes of an answer, host / floor", pair => pair.Bytes, "0.000")],
    };

    // An answer that refuses something, or finds nothing, has another length.
    static IEnumerable<Target> Sizes(double differing) =>
    [
        new("bytes of an answer", pair => pair.Bytes, 1 - differing, IsMinimum: true),
        new("bytes of an answer", pair => pair.Bytes, 1 + differing, IsMinimum: false),
    ];
}
