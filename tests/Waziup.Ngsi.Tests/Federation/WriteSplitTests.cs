using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>Who carries out which part of a write (4.3.6.2, 4.3.6.3).</summary>
public sealed class WriteSplitTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Fact]
    public void Without_sources_all_is_done_here()
    {
        var split = WriteSplit.Of([], [], Of("a", "b"));

        Assert.Empty(split.Parts);
        Assert.Equal("a,b here", Here(split));
    }

    [Fact]
    public void What_is_exclusive_is_written_there_alone()
    {
        var split = WriteSplit.Of([Match("x", SourceMode.Exclusive, "a"), Match("i", SourceMode.Inclusive), Match("r", SourceMode.Redirect, "a", "b")], [], Of("a", "b", "c"));

        Assert.Equal("x:a r:b i:c", Parts(split));
        Assert.Equal("c here", Here(split));
    }

    [Fact]
    public void Each_of_several_redirects_gets_everything()
    {
        var split = WriteSplit.Of([Match("r", SourceMode.Redirect), Match("s", SourceMode.Redirect, "a")], [], Of("a", "b"));

        Assert.Equal("r:a,b s:a", Parts(split));
        Assert.Equal(" not here", Here(split));
    }

    [Fact]
    public void A_copy_takes_nothing_away()
    {
        var split = WriteSplit.Of([Match("i", SourceMode.Inclusive, "a"), Match("j", SourceMode.Inclusive), Match("k", SourceMode.Inclusive, "z")], [], Of("a", "b"));

        Assert.Equal("i:a j:a,b", Parts(split));
        Assert.Equal("a,b here", Here(split));
    }

    [Fact]
    public void A_proxy_through_which_the_request_came_keeps_what_is_its_own()
    {
        var split = WriteSplit.Of([Match("i", SourceMode.Inclusive)], [Match("x", SourceMode.Exclusive, "a")], Of("a", "b"));

        Assert.Equal("x:a i:b", Parts(split));
        Assert.True(split.Parts[0].IsLooping);
        Assert.False(split.Parts[1].IsLooping);
        Assert.Equal("b here", Here(split));
    }

    [Fact]
    public void A_whole_entity_that_is_redirected_is_not_looked_for_here()
    {
        Assert.Equal("r:all, not here", Whole([Match("r", SourceMode.Redirect)]));
        Assert.Equal("x:all, here if it is held", Whole([Match("x", SourceMode.Exclusive, "a")]));
        Assert.Equal("i:all, here", Whole([Match("i", SourceMode.Inclusive, "a")]));
        Assert.Equal(", here", Whole([]));
    }

    [Fact]
    public void A_write_without_attributes_goes_to_those_alone_who_have_whole_entities()
    {
        var split = WriteSplit.Of([Match("r", SourceMode.Redirect, "a"), Match("i", SourceMode.Inclusive), Match("j", SourceMode.Inclusive, "a")], [], Of());

        Assert.Equal("i:", Parts(split));
        Assert.Equal(" here", Here(split));
    }

    [Fact]
    public void A_redirected_entity_without_attributes_is_not_made_here()
    {
        var split = WriteSplit.Of([Match("r", SourceMode.Redirect), Match("i", SourceMode.Inclusive)], [], Of());

        Assert.Equal("r:", Parts(split));
        Assert.Equal(" not here", Here(split));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_attribute_is_written_where_the_rules_say_and_nowhere_else(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 50; i++)
        {
            var matches = Enumerable.Range(0, random.Next(6)).Select(at => Match($"{at}", (SourceMode)random.Next(3), Some(random))).ToList();
            var looping = Enumerable.Range(6, random.Next(2)).Select(at => Match($"{at}", random.Next(2) == 0 ? SourceMode.Exclusive : SourceMode.Redirect, Some(random))).ToList();
            var names = Some(random);

            var split = WriteSplit.Of(matches, looping, Of(names));

            if (names.Length == 0)
                continue;
            var all = matches.Concat(looping).ToList();
            foreach (var name in names.Select(Sources.Name))
            {
                var having = all.Where(match => match.Has(name)).ToList();
                var mode = having.Exists(match => match.Registration.Mode == SourceMode.Exclusive) ? SourceMode.Exclusive
                    : having.Exists(match => match.Registration.Mode == SourceMode.Redirect) ? SourceMode.Redirect : SourceMode.Inclusive;
                var expected = having.Where(match => match.Registration.Mode == mode).Select(match => match.Registration.Id).Order().ToList();
                var actual = split.Parts.Where(part => part.Names!.Contains(name)).Select(part => part.Registration.Id).Order().ToList();

                Assert.True(expected.SequenceEqual(actual), $"seed {seed}: {name} goes to {string.Join(' ', actual)} instead of {string.Join(' ', expected)}");
                Assert.True(split.Local!.Contains(name) == (mode == SourceMode.Inclusive), $"seed {seed}: {name} here");
            }
            Assert.Equal(split.Local!.Count > 0, split.IsLocal);
            Assert.DoesNotContain(split.Parts, part => part.Names!.Count == 0 || part.Names.Except(names.Select(Sources.Name)).Any());
            Assert.Equal(split.Parts.Where(part => part.IsLooping).Select(part => part.Match), split.Parts.Select(part => part.Match).Where(looping.Contains));
        }
    }

    private static SourceMatch Match(string id, SourceMode mode, params string[] attributes)
    {
        var information = Sources.Information([], attributes);
        return new SourceMatch(Sources.Registration(id, [information], mode), [information]);
    }

    private static Iri[] Of(params string[] names) => [.. names.Select(Sources.Name)];

    private static string[] Some(Random random) => [.. Names.Where(_ => random.Next(2) == 0)];

    private static string Parts(WriteSplit split) => string.Join(' ', split.Parts.Select(part => $"{Short(part)}:{Text(part.Names!)}"));

    private static string Here(WriteSplit split) => $"{Text(split.Local!)} {(split.IsLocal == true ? "here" : "not here")}".Replace("  ", " ", StringComparison.Ordinal);

    private static string Whole(SourceMatch[] matches)
    {
        var split = WriteSplit.Of(matches, [], null);
        Assert.Null(split.Local);
        return $"{string.Join(' ', split.Parts.Select(part => $"{Short(part)}:{(part.Names is null ? "all" : "some")}"))}, "
            + split.IsLocal switch { true => "here", false => "not here", null => "here if it is held" };
    }

    private static string Short(WritePart part) => part.Registration.Id["urn:r:".Length..];

    private static string Text(IEnumerable<Iri> names) => string.Join(',', names.Select(name => name.Value["https://ex.org/".Length..]).Order());
}
