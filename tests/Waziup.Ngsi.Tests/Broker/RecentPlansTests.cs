using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Broker;

/// <summary>A query in the same words is read once, as long as the words mean the same.</summary>
public sealed class RecentPlansTests
{
    private const string Words = "?type=Tank";
    private static readonly ContextResolver Resolver = JsonLd.Contexts.Resolver();

    private readonly RecentPlans _plans = new(4);
    private int _reads;

    [Fact]
    public void What_is_asked_twice_is_read_no_more()
    {
        Assert.False(Of(Words, Resolver.Default).IsKept);
        var plan = Of(Words, Resolver.Default);

        Assert.True(plan.IsKept);
        Assert.Same(plan, Of(Words, Resolver.Default));
        Assert.Same(plan, Of(string.Concat("?type=", "Tank"), Resolver.Default));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task In_other_terms_they_are_another_query()
    {
        var own = await Resolver.JsonAsync("""{"Tank":"https://ex.org/Tank"}""");

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal($"OfType {{ Type = {JsonLd.Contexts.DefaultVocabulary}Tank }}", TypeIn(Of(Words, Resolver.Default)));
            Assert.Equal("OfType { Type = https://ex.org/Tank }", TypeIn(Of(Words, own)));
        }
    }

    [Fact]
    public void What_is_too_wide_for_all_may_be_asked_here_alone()
    {
        for (var round = 0; round < 3; round++)
        {
            Assert.NotNull(Of("?idPattern=.*", Resolver.Default, isLocal: true));
            Assert.Throws<NgsiLdException>(() => Of("?idPattern=.*", Resolver.Default));
        }
    }

    [Fact]
    public void A_mistake_is_one_each_time()
    {
        for (var round = 0; round < 3; round++)
            Assert.Contains("q", Assert.Throws<NgsiLdException>(() => Of("?type=Tank&q=(", Resolver.Default)).Message, StringComparison.Ordinal);

        Assert.Equal(3, _reads);
        Assert.Throws<InvalidOperationException>(() => _plans.Of(Words, Call(Resolver.Default, false), () => throw new InvalidOperationException()));
        Assert.NotNull(Of(Words, Resolver.Default));
    }

    [Theory]
    [InlineData(2048, 2)]
    [InlineData(2049, 3)]
    public void Very_long_words_are_read_each_time(int length, int reads)
    {
        var words = Words + "&x=" + new string('x', length - Words.Length - 3);

        for (var round = 0; round < 3; round++)
            _ = Of(words, Resolver.Default);

        Assert.Equal(reads, _reads);
    }

    [Fact]
    public async Task A_context_that_takes_much_is_not_kept_alive_by_what_was_asked_in_it()
    {
        var large = await Resolver.JsonAsync($"{{{string.Join(',', Enumerable.Range(0, 2000).Select(number => $"\"term{number}\":\"https://ex.org/term{number}\""))}}}");

        for (var round = 0; round < 3; round++)
            Assert.False(Of(Words, large).IsKept);
    }

    [Fact]
    public void However_many_are_asked_each_is_what_it_says()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < 100; number++)
                Assert.Equal($"OfType {{ Type = {JsonLd.Contexts.DefaultVocabulary}T{number} }}", TypeIn(Of($"?type=T{number}", Resolver.Default)));
        }
    }

    [Fact]
    public async Task A_plan_is_asked_of_sources_in_the_same_way_in_the_same_terms_and_by_the_same_rules()
    {
        var own = await Resolver.JsonAsync("""{"Tank":"https://ex.org/Tank"}""");
        var plan = Of(Words, Resolver.Default);
        var asked = plan.AtSources(Resolver.Default, mayFilter: true);

        Assert.Same(asked, plan.AtSources(Resolver.Default, mayFilter: true));
        var narrower = plan.In([EntityId.TryParse("urn:t:1", out var id) ? id : default]);
        Assert.Equal([id], narrower.AtSources(Resolver.Default, mayFilter: true).Request.Ids);
        Assert.True(plan.AtSources(Resolver.Default, mayFilter: true).Request.Ids.IsDefault);
        Assert.False(plan.AtSources(Resolver.Default, mayFilter: false).IsFilteredIn(Resolver.Default));
        Assert.True(plan.AtSources(Resolver.Default, mayFilter: true).IsFilteredIn(Resolver.Default));
        Assert.False(plan.AtSources(own, mayFilter: true).IsFilteredIn(Resolver.Default));
        Assert.Equal("https://ex.org/Tank", Assert.Single(plan.AtSources(own, mayFilter: true).Request.Types).Value);
        Assert.Equal(JsonLd.Contexts.DefaultVocabulary + "Tank", Assert.Single(plan.AtSources(Resolver.Default, mayFilter: true).Request.Types).Value);
    }

    private QueryPlan Of(string words, ActiveContext terms, bool isLocal = false) => _plans.Of(words, Call(terms, isLocal), () =>
    {
        _reads++;
        var parameters = words[1..].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new QueryRequest
        {
            Selectors = [new SelectorText(parameters.GetValueOrDefault("type"), null, parameters.GetValueOrDefault("idPattern"))],
            Q = parameters.GetValueOrDefault("q"),
        };
    });

    private static Call Call(ActiveContext terms, bool isLocal) => new(TenantId.Default, Caller.Anonymous, terms, Instant.None) { Local = isLocal };

    private static string TypeIn(QueryPlan plan) => Assert.IsType<Ngsi.Query.Filter.Any>(plan.Filter).Parts.Single().ToString();
}
