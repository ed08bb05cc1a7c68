using System.Text;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What several know of entities is in the order in which it was heard of, and comes together by who has told it.</summary>
public sealed class VersionsTests
{
    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly Versions _versions = new();

    [Fact]
    public void Each_entity_is_where_it_was_heard_of_first()
    {
        Heard("b", SourceMode.Inclusive, (2, "b"), (1, "b"));
        Heard("a", SourceMode.Auxiliary, (3, "a"), (2, "a"));
        _versions.Add(Tank(3, "here"), isFiller: false);
        _versions.Add(Tank(4, "here"), isFiller: false);

        Assert.Equal("2,1,3,4", Text(_versions.Ids));
        Assert.Equal("2b,1b,3here,4here", string.Join(',', _versions.Merged(Now).Select(Told)));
        Assert.Equal(["urn:r:b", "urn:r:a"], _versions.Sources[Id(2)]);
        Assert.Equal(["urn:r:b"], _versions.Sources[Id(1)]);
        Assert.Equal(["urn:r:a", "@none"], _versions.Sources[Id(3)]);
        Assert.Equal(["@none"], _versions.Sources[Id(4)]);
        Assert.Equal(4, _versions.Sources.Count);
    }

    [Fact]
    public void A_source_that_tells_twice_is_one_place()
    {
        Heard("a", SourceMode.Inclusive, (1, "old"));
        Heard("a", SourceMode.Inclusive, (1, "new"));

        Assert.Equal(["urn:r:a"], _versions.Sources[Id(1)]);
        Assert.Equal("1old", Told(_versions.Merged(Id(1), Now)!));
    }

    [Theory]
    [InlineData(0, 2, "1,2")]
    [InlineData(2, 2, "3")]
    [InlineData(1, 0, "")]
    [InlineData(3, 2, "")]
    [InlineData(9, 2, "")]
    [InlineData(0, int.MaxValue, "1,2,3")]
    [InlineData(2, int.MaxValue, "3")]
    public void A_page_holds_what_there_is(int offset, int limit, string expected)
    {
        Heard("a", SourceMode.Inclusive, (1, "a"), (2, "a"), (3, "a"));

        Assert.Equal(expected, Text(_versions.Page(offset, limit)));
        Assert.Empty(new Versions().Page(offset, limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_held_here_counts_first_though_it_was_heard_of_last(bool isFilled)
    {
        Heard("a", isFilled ? SourceMode.Auxiliary : SourceMode.Inclusive, (1, "a"));
        Heard("b", SourceMode.Redirect, (1, "b"));

        _versions.AddFirst(Tank(1, "here"));

        Assert.Equal("1here", Told(_versions.Merged(Id(1), Now)!));
        Assert.Equal("1here", Told(_versions.Any(Id(1))));
        Assert.Equal(["@none", "urn:r:a", "urn:r:b"], _versions.Sources[Id(1)]);
        Assert.Equal("1", Text(_versions.Ids));
    }

    [Theory]
    [InlineData(false, false, "1a")]
    [InlineData(true, false, "1b")]
    [InlineData(false, true, "1a")]
    [InlineData(true, true, "1a")]
    public void Who_fills_in_counts_behind_the_others_whoever_was_first(bool firstFills, bool secondFills, string expected)
    {
        Heard("a", firstFills ? SourceMode.Auxiliary : SourceMode.Inclusive, (1, "a"));
        Heard("b", secondFills ? SourceMode.Auxiliary : SourceMode.Inclusive, (1, "b"));

        Assert.Equal(expected, Told(_versions.Merged(Id(1), Now)!));
        Assert.Equal(expected, Told(_versions.Any(Id(1))));
        Assert.Equal(["urn:r:a", "urn:r:b"], _versions.Sources[Id(1)]);
    }

    [Fact]
    public void What_is_over_is_no_version()
    {
        const string Over = ",\"expiresAt\":\"2026-01-01T00:00:00Z\"";
        Heard("a", SourceMode.Inclusive, (1, "a"));
        _versions.Add(Tank(2, "here", Over), isFiller: false);
        _versions.AddFirst(Tank(1, "here", Over));

        Assert.Equal("1a", string.Join(',', _versions.Merged(Now).Select(Told)));
        Assert.Null(_versions.Merged(Id(2), Now));
        Assert.Equal("2here", Told(_versions.Any(Id(2))));
    }

    private void Heard(string source, SourceMode mode, params (int Number, string From)[] tanks) =>
        _versions.Add([.. tanks.Select(tank => Tank(tank.Number, tank.From))], new SourceMatch(Sources.Registration(source, [], mode), []));

    private static EntityId Id(int number) => Sources.Id($"urn:t:{number}");

    private static string Text(IEnumerable<EntityId> ids) => string.Join(',', ids.Select(id => id.Value.Split(':')[^1]));

    private static string Told(Entity entity)
    {
        ref readonly var level = ref entity.Instances[0];
        return entity.Id.Value.Split(':')[^1] + Encoding.UTF8.GetString(entity.Document.AsSpan(level.ValueStart, level.ValueLength)).Trim('"');
    }

    private static Entity Tank(int number, string level, string more = "") => EntityReader.Read(
        Encoding.UTF8.GetBytes($$$"""{"id":"urn:t:{{{number}}}","type":"Tank","level":{"type":"Property","value":"{{{level}}}"}{{{more}}}}"""), Sources.Terms, new ReadRules());
}
