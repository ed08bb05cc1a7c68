using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Parity;

/// <summary>Random writes and queries over few ids, types and names, so that they meet. The same seed gives the same ones.</summary>
sealed class Generator(int seed)
{
    static readonly string[] Types = ["Plot", "Field", "Sensor", "Pump", "Größe"];
    static readonly string[] Names = ["moisture", "depth", "owner", "naïve"];
    static readonly string[] Datasets = ["urn:d:1", "urn:d:2"];
    static readonly string[] Patterns = ["1", "^urn:p:1", "[24680]$", ":3", "nothing", "urn:(p|q)", "."];
    static readonly string[] Conditions =
    [
        "moisture==1", "moisture!=1", "depth>0", "depth<=1;moisture", "owner~=q", "naïve!~=x", "depth.unit==\"%\"", "owner.observedAt>2026-01-01T00:00:10Z",
        "moisture==-12500..1", "depth==\"Gr\"..\"H\"", "naïve>\"\"", "owner==\"\",1,2", "depth<=1", "moisture>=1", "moisture==\"Grün ü \\\"q\\\"\"",
        "moisture==0..1", "moisture==0,2", "depth[a]", "owner.datasetId==urn:d:1", "modifiedAt>\"2026-01-01T00:00:05Z\"", "!naïve|depth==-12.5e3", "owner==\"\"",
    ];

    static readonly string[] Orders =
        ["moisture", "depth;desc,id", "owner.observedAt", "id;desc", "type,moisture;desc", "scope;desc", "modifiedAt;desc", "place;dist-asc", "depth[a]", "createdAt"];

    static readonly string[] Scopes = ["/a/b1", "/a/#", "/#", "/+/b2", "(/a/b0;/a/#)|/a/b2"];
    static readonly string[] Relations = ["near;maxDistance==400000", "near;minDistance==400000", "within", "intersects", "disjoint", "equals"];
    static readonly MutationKind[] Kinds =
    [
        MutationKind.Create, MutationKind.Create, MutationKind.UpsertReplace, MutationKind.UpsertUpdate, MutationKind.Append, MutationKind.Append,
        MutationKind.AppendNoOverwrite, MutationKind.Update, MutationKind.ReplaceEntity, MutationKind.Merge, MutationKind.DeleteEntity,
        MutationKind.DeleteAttribute, MutationKind.Expire,
    ];

    readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public TimeSpan Pause() => TimeSpan.FromMilliseconds(Chance(50) ? 0 : Chance(90) ? Next(2000) : Next(100_000));

    public Intent Write(Instant now)
    {
        var kind = Pick(Kinds);
        var id = Id();
        var mutation = kind switch
        {
            MutationKind.DeleteEntity or MutationKind.Expire => new Mutation(kind, id),
            MutationKind.DeleteAttribute => new Mutation(kind, id)
            {
                Attribute = Term(Pick(Names)),
                DatasetId = Chance(30) ? Pick(Datasets) : null,
                DeleteAll = Chance(30),
            },
            _ => new Mutation(kind, id, Fragment(kind, id, now)),
        };
        return new Intent(id, current => Patch.Apply(current, mutation, now));
    }

    /// <summary>Something that an index may be of.</summary>
    public IndexKey Index() => Chance(25) ? new IndexKey(Term(Pick(Types)), Term("place"), IsPlace: true) : new IndexKey(Term(Pick(Types)), Term(Pick(Names)), IsPlace: false);

    public EntityQuery Query(Instant now) => new(Chance(40) ? Typed() : Filter(3), now, Chance(40) ? 0 : Next(30), Chance(10) ? 0 : Next(25), Chance(50))
    {
        Order = Chance(30) ? OrderParser.Parse(Pick(Orders), GeoParser.Geometry("orderFrom", "Point", "[0,0]"), Chance(30) ? "und" : null, CoreTerms.Context) : null,
    };

    private Filter Filter(int depth) => Next(depth > 0 ? 12 : 8) switch
    {
        5 => QParser.Parse("q", Pick(Conditions), new QOptions(CoreTerms.Context, 0, [])),
        6 => ScopeParser.Parse(Pick(Scopes)),
        7 => Lies(Pick(Relations)),
        0 => new Filter.OfType(Term(Pick(Types))),
        1 when Chance(30) => new Filter.IsAmong(IdSet.Of(Enumerable.Range(0, Next(8)).Select(_ => IdSet.HashOf(Id())))),
        1 => new Filter.HasId([.. Enumerable.Range(0, Next(8)).Select(_ => Id())]),
        2 => new Filter.IdMatches(Pattern.Parse("idPattern", Pick(Patterns))),
        3 => new Filter.HasAttribute(Term(Pick(Names))),
        4 => Chance(80) ? Ngsi.Query.Filter.Everything : Ngsi.Query.Filter.Nothing,
        8 => new Filter.Not(Filter(depth - 1)),
        9 => new Filter.Any(Parts(depth)),
        _ => new Filter.All(Parts(depth)),
    };

    // What an index may lead to.
    private Filter.All Typed() => new([
        new Filter.OfType(Term(Pick(Types))), Chance(25) ? Lies(Pick(Relations)) : QParser.Parse("q", Pick(Conditions), new QOptions(CoreTerms.Context, 0, [])), .. Chance(30) ? [Filter(1)] : Array.Empty<Filter>(),
    ]);

    private Filter Lies(string relation) => relation.StartsWith("near", StringComparison.Ordinal) || relation == "equals"
        ? GeoParser.Parse(relation, "Point", $"[{Next(8)},{Next(8)}]", Term("place"))
        : GeoParser.Parse(relation, "Polygon", "[[[0,0],[4,0],[4,5],[0,5],[0,0]]]", Term("place"));

    private ImmutableArray<Filter> Parts(int depth) => [.. Enumerable.Range(0, Next(4)).Select(_ => Filter(depth - 1))];

    private Entity Fragment(MutationKind kind, EntityId id, Instant now)
    {
        var isWhole = kind is MutationKind.Create or MutationKind.UpsertReplace or MutationKind.UpsertUpdate or MutationKind.ReplaceEntity;
        var text = new StringBuilder($"{{\"id\":\"{id.Value}\"");
        if (isWhole || Chance(20))
            text.Append(CultureInfo.InvariantCulture, $",\"type\":[{string.Join(',', Some(Types).Select(type => $"\"{type}\""))}]");
        if (Chance(10))
            text.Append(CultureInfo.InvariantCulture, $",\"expiresAt\":\"{Later(now)}\"");
        if (Chance(10))
            text.Append(CultureInfo.InvariantCulture, $",\"scope\":\"/a/b{Next(3)}\"");
        foreach (var name in Chance(90) ? Some(Names) : [])
            text.Append(CultureInfo.InvariantCulture, $",\"{name}\":[{string.Join(',', Instances(now))}]");
        if (Chance(40))
            text.Append(CultureInfo.InvariantCulture, $",\"place\":{{\"type\":\"GeoProperty\",\"value\":{{\"type\":\"Point\",\"coordinates\":[{Next(8)},{Next(8)}]}}}}");
        text.Append('}');
        return EntityReader.Read(Encoding.UTF8.GetBytes(text.ToString()), CoreTerms.Context, new ReadRules(NeedsId: isWhole));
    }

    private IEnumerable<string> Instances(Instant now)
    {
        var datasets = Chance(70) ? [""] : Chance(50) ? Datasets : ["", .. Datasets];
        foreach (var dataset in datasets)
        {
            var text = new StringBuilder("{\"type\":\"Property\",\"value\":").Append(Value());
            if (dataset.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $",\"datasetId\":\"{dataset}\"");
            if (Chance(40))
                text.Append(CultureInfo.InvariantCulture, $",\"observedAt\":\"2026-01-01T00:00:{Next(20):00}Z\"");
            if (Chance(10))
                text.Append(CultureInfo.InvariantCulture, $",\"expiresAt\":\"{Later(now)}\"");
            if (Chance(20))
                text.Append(",\"unit\":{\"type\":\"Property\",\"value\":\"%\"}");
            yield return text.Append('}').ToString();
        }
    }

    private string Value() => Next(5) switch
    {
        0 => Next(3).ToString(CultureInfo.InvariantCulture),
        1 => "-12.5e3",
        2 => "\"Grün \\u00fc \\\"q\\\"\"",
        3 => "{\"a\":[1,{\"b\":true}]}",
        _ => "\"\"",
    };

    private string Later(Instant now) => new Instant(now.Micros + 1_000_000L * (1 + Next(40))).ToString();

    private EntityId Id() => Sample.Id($"urn:{(Chance(80) ? "p" : "q")}:{Next(25)}");

    private T Pick<T>(T[] from) => from[Next(from.Length)];

    private IEnumerable<string> Some(string[] from)
    {
        var first = Next(from.Length);
        return Enumerable.Range(0, 1 + Next(2)).Select(i => from[(first + i) % from.Length]);
    }

    private static Iri Term(string term) => new("https://uri.etsi.org/ngsi-ld/default-context/" + term);
}
