using System.Collections.Immutable;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;

using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>The index finds what looking at one registration after the other finds, and that is what the rules of matching say (5.12).</summary>
public sealed class RegistrationIndexTests
{
    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly string[] Types = ["A", "B", "C"];
    private static readonly string[] Ids = ["urn:a:1", "urn:a:2", "urn:b:1", "urn:b:2"];
    private static readonly string[] Patterns = ["urn:a", ":1$", ".*", "b:2", "^urn:c"];
    private static readonly string[] Names = ["p", "q", "r"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_finds_what_matches_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var registrations = Enumerable.Range(0, random.Next(1, 30)).Select(i => Registration(random, $"{i:00}")).ToList();
        var index = RegistrationIndex.Of(registrations);

        for (var i = 0; i < 100; i++)
        {
            var request = Request(random);

            var found = index.Find(request, Now).Select(match => match.Registration.Id).ToList();
            var one = registrations.Where(registration => SourceMatch.Of(registration, request, Now) is not null).Select(registration => registration.Id).ToList();
            var naive = registrations.Where(registration => Matches(registration, request)).Select(registration => registration.Id).ToList();

            Assert.True(one.SequenceEqual(found), $"seed {seed}: {Text(request)} found {string.Join(' ', found)} instead of {string.Join(' ', one)}");
            Assert.True(naive.SequenceEqual(found), $"seed {seed}: {Text(request)} found {string.Join(' ', found)} where the rules say {string.Join(' ', naive)}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_match_says_which_elements_match_and_which_attributes_these_have(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            var registration = Registration(random, "0");
            var request = Request(random);
            if (SourceMatch.Of(registration, request, Now) is not { } match)
                continue;

            var expected = registration.Information.Where(information => Matches(information, request)).ToList();

            Assert.True(expected.SequenceEqual(match.Information), $"seed {seed}: {Text(request)}");
            foreach (var name in Names.Select(Sources.Name))
                Assert.True(match.Has(name) == expected.Exists(one => one.Attributes?.Contains(name) ?? true), $"seed {seed}: {Text(request)} {name}");
        }
    }

    [Fact]
    public void What_has_expired_is_not_found()
    {
        var old = Sources.Registration("old", [Sources.Information([])]) with { ExpiresAt = Now };
        var young = Sources.Registration("young", [Sources.Information([])]) with { ExpiresAt = new Instant(Now.Micros + 1) };

        Assert.Equal("urn:r:young", Assert.Single(RegistrationIndex.Of([old, young]).Find(new SourceRequest(), Now)).Registration.Id);
    }

    [Fact]
    public void Without_registrations_nothing_is_found()
    {
        Assert.True(RegistrationIndex.Of([]).IsEmpty);
        Assert.Empty(RegistrationIndex.Empty.Find(new SourceRequest { Ids = [Sources.Id("urn:a:1")] }, Now));
    }

    private static bool Matches(Registration registration, SourceRequest request) => registration.Information.Any(information => Matches(information, request));

    /// <summary>5.12, word by word.</summary>
    private static bool Matches(RegisteredInformation information, SourceRequest request)
    {
        if (!request.Attributes.IsDefault && information.Attributes is not null && !request.Attributes.Any(information.Attributes.Contains))
            return false;
        if (information.Entities.IsEmpty)
            return true;
        foreach (var entity in information.Entities)
        {
            if (!request.Types.IsDefaultOrEmpty && !entity.Types.IsEmpty && !request.Types.Intersect(entity.Types).Any())
                continue;
            if (entity.Id.IsNone && entity.IdPattern is null)
                return true;
            if (request.Ids.IsDefault && request.IdPattern is null)
                return true;
            if (request.Ids.IsDefault)
            {
                // Two patterns are assumed to meet.
                if (entity.Id.IsNone || request.IdPattern!.Matches(entity.Id.Value))
                    return true;
                continue;
            }
            if (request.Ids.Any(id => entity.Id.IsNone ? entity.IdPattern!.Matches(id.Value) : entity.Id == id))
                return true;
        }
        return false;
    }

    private static Registration Registration(Random random, string id) =>
        Sources.Registration(id, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Sources.Information(
            Enumerable.Range(0, random.Next(4)).Select(_ => Entity(random)), Some(random, Names)))]);

    private static RegisteredEntity Entity(Random random) => random.Next(4) switch
    {
        0 => Sources.Entity(Some(random, Types), Ids[random.Next(Ids.Length)]),
        1 => Sources.Entity(Some(random, Types), null, Patterns[random.Next(Patterns.Length)]),
        2 => Sources.Entity(Some(random, Types), Ids[random.Next(Ids.Length)], Patterns[random.Next(Patterns.Length)]),
        _ => Sources.Entity([Types[random.Next(Types.Length)]]),
    };

    private static SourceRequest Request(Random random) => new()
    {
        Types = random.Next(3) > 0 ? [.. Some(random, Types).Select(Sources.Name)] : default,
        Ids = random.Next(2) > 0 ? [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Sources.Id(Ids[random.Next(Ids.Length)]))] : default,
        IdPattern = random.Next(3) == 0 ? Pattern.Parse("idPattern", Patterns[random.Next(Patterns.Length)]) : null,
        Attributes = random.Next(2) > 0 && Some(random, Names) is { Length: > 0 } names ? [.. names.Select(Sources.Name)] : default,
    };

    private static string[] Some(Random random, string[] of) => [.. of.Where(_ => random.Next(3) == 0)];

    private static string Text(SourceRequest request) =>
        $"types {Text(request.Types)} ids {Text(request.Ids)} pattern {request.IdPattern} attributes {Text(request.Attributes)}";

    private static string Text<T>(ImmutableArray<T> values) => values.IsDefault ? "any" : $"[{string.Join(' ', values)}]";
}
