using System.Text;
using Waziup.Load.Bench.Access;

namespace Waziup.Load.Bench;

/// <summary>What a store holds at the start of a measurement.</summary>
/// <param name="Name">Its name, a part of that of the store.</param>
/// <param name="Probe">An entity that is in it.</param>
/// <param name="Requests">The requests that bring it in.</param>
internal sealed record Dataset(string Name, string Probe, IEnumerable<(string Path, string Body)> Requests)
{
    const int Together = 500;
    const string Upsert = "/ngsi-ld/v1/entityOperations/upsert";

    // More than as many entities as the broker looks at before it wishes for an index, so that its effect can be seen.
    const int Some = 10_000;

    /// <summary>Queries that find nothing, for which the broker is to have indexes.</summary>
    public IReadOnlyList<string> Misses { get; init; } = [];

    /// <summary>Whether a query of it has <see cref="Streaming.Entities"/> entities in its answer.</summary>
    public bool HasLongAnswers { get; init; }

    /// <summary>The few entities of a type alone.</summary>
    public static Dataset Ponds { get; } = new("ponds", Field.ByType.Template, Batches(Field.Few, number => Field.Entity(Size.Small.Entities + number, Size.Small.Entities)));

    public static Dataset Of(DataKind kind, BenchOptions options, Size size) => kind switch
    {
        DataKind.Some => Stations("some", Some, isIndexed: true),
        DataKind.Stations => Stations("loaded", Sample.Count, options.IsIndexed),
        DataKind.Field => new("field", Field.ByType.Template, Batches(size.Entities + Field.Few, number => Field.Entity(number, size.Entities)))
        {
            HasLongAnswers = true,
            Misses = [Field.ByLevel.With("-2", "-1"), Field.ByPlace(size.Entities).With("100", "50")],
        },
        DataKind.OwnedStations => new("owned", Sample.PathOf(Sample.Count / 2), Batches(Sample.Count, number => Owned.With(Sample.Loaded(number), number))),
        DataKind.OwnedField => new("owned-field", Field.ByType.Template, Batches(size.Entities, number => Owned.With(Field.Entity(number, size.Entities), number)))
        {
            Misses = [Field.ByLevel.With("-2", "-1")],
        },
        DataKind.Past => new("past", Past.Last.With(Past.Key(0)), Histories(Past.Entities(size.HistoryRows))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    static Dataset Stations(string name, int count, bool isIndexed) => new(name, Sample.PathOf(count / 2), Batches(count, Sample.Loaded))
    {
        Misses = isIndexed ? ["/ngsi-ld/v1/entities?type=WeatherStation&q=temperature==-1&limit=20"] : [],
    };

    static IEnumerable<(string Path, string Body)> Batches(int count, Func<int, string> entity)
    {
        for (var from = 0; from < count; from += Together)
        {
            var body = new StringBuilder("[");
            for (var i = from; i < Math.Min(from + Together, count); i++)
                body.Append(i == from ? "" : ",").Append(entity(i));

            yield return (Upsert, body.Append(']').ToString());
        }
    }

    static IEnumerable<(string Path, string Body)> Histories(int entities) => Past.Bodies(entities).Select(body => ("/ngsi-ld/v1/temporal/entities", body));
}
