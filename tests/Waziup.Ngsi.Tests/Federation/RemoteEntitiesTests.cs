using System.Text;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What a source tells again in the same bytes is not read again, and means what it meant.</summary>
public sealed class RemoteEntitiesTests
{
    private const string Dry = """{"id":"urn:p:1","type":"Plot","moisture":{"type":"Property","value":17}}""";
    private const string Wet = """{"id":"urn:p:1","type":"Plot","moisture":{"type":"Property","value":18}}""";

    private readonly FakeLoader _loader = new();
    private readonly ContextResolver _contexts;
    private readonly RemoteEntities _reader;
    private readonly HeardEntities _heard = new(1024);
    private readonly HeardEntities _pages = new(64);

    public RemoteEntitiesTests()
    {
        _contexts = new ContextResolver(_loader, TimeProvider.System, new ContextOptions());
        _reader = new RemoteEntities(_contexts, _heard, _pages, TenantId.Default, TimeSpan.FromSeconds(5), TimeProvider.System);
    }

    [Fact]
    public async Task The_same_bytes_are_the_same_entity_wherever_they_stand()
    {
        var alone = Assert.Single((await ReadAsync(Dry))!);
        var listed = (await ReadAsync($"[ {Wet} , {Dry} ]"))!;

        Assert.Same(alone, listed[1]);
        Assert.NotSame(alone, listed[0]);
        Assert.Contains("18", Text(listed[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_other_terms_they_are_another_entity()
    {
        var own = await _contexts.ResolveAsync("", """{"Plot":"https://ex.org/Field","moisture":"https://ex.org/wetness"}"""u8.ToArray(), TestContext.Current.CancellationToken);

        var plain = Assert.Single((await ReadAsync(Dry))!);
        var named = Assert.Single((await ReadAsync(Dry, own))!);

        Assert.Equal(["https://uri.etsi.org/ngsi-ld/default-context/Plot"], plain.Types);
        Assert.Equal(["https://ex.org/Field"], named.Types);
        Assert.Same(named, Assert.Single((await ReadAsync(Dry, own))!));
    }

    [Fact]
    public async Task An_entity_counts_by_its_own_context_first()
    {
        const string Own = """{"@context":{"Plot":"https://ex.org/Field"},"id":"urn:p:1","type":"Plot"}""";
        const string Escaped = """{"id":"urn:p:2","type":"Plot","\u0040context":{"Plot":"https://ex.org/Field"}}""";

        var read = (await ReadAsync($"[{Own},{Escaped},{Dry}]"))!;

        Assert.Equal(["https://ex.org/Field"], read[0].Types);
        Assert.Equal(["https://ex.org/Field"], read[1].Types);
        Assert.Equal(["https://uri.etsi.org/ngsi-ld/default-context/Plot"], read[2].Types);
    }

    [Fact]
    public async Task A_context_that_has_changed_changes_the_entity()
    {
        const string Linked = """{"@context":"https://ex.org/terms","id":"urn:p:1","type":"Plot"}""";
        _loader.Lifetime = TimeSpan.Zero;
        _loader["https://ex.org/terms"] = """{"@context":{"Plot":"https://ex.org/Field"}}""";
        Assert.Equal(["https://ex.org/Field"], Assert.Single((await ReadAsync(Linked))!).Types);

        _loader["https://ex.org/terms"] = """{"@context":{"Plot":"https://ex.org/Meadow"}}""";
        var later = new ContextResolver(_loader, TimeProvider.System, new ContextOptions());

        Assert.Equal(["https://ex.org/Meadow"], Assert.Single((await ReadAsync(new RemoteEntities(later, _heard, _pages, TenantId.Default, TimeSpan.FromSeconds(5), TimeProvider.System), Linked, later.Default))!).Types);
    }

    [Fact]
    public async Task A_history_is_read_by_other_rules()
    {
        const string Twice = """
            {"id":"urn:p:1","type":"Plot","moisture":[{"type":"Property","value":17,"observedAt":"2026-01-01T00:00:00Z"},{"type":"Property","value":18,"observedAt":"2026-01-02T00:00:00Z"}]}
            """;
        var histories = new RemoteEntities(_contexts, _heard, _pages, TenantId.Default, TimeSpan.FromSeconds(5), TimeProvider.System, isTemporal: true);

        Assert.Equal(2, Assert.Single((await ReadAsync(histories, Twice, _contexts.Default))!).Instances.Length);
        Assert.Null(await ReadAsync(Twice));
        Assert.Equal(2, Assert.Single((await ReadAsync(histories, Twice, _contexts.Default))!).Instances.Length);
    }

    [Fact]
    public async Task A_page_in_the_same_bytes_is_the_same_page()
    {
        const string Other = """{"id":"urn:p:2","type":"Plot","moisture":{"type":"Property","value":17}}""";
        var page = (await ReadAsync($"[{Dry},{Other}]"))!;

        Assert.Same(page, await ReadAsync($"[{Dry},{Other}]"));
        var changed = (await ReadAsync($"[{Wet},{Other}]"))!;
        Assert.Contains("18", Text(changed[0]), StringComparison.Ordinal);
        Assert.Same(page[1], changed[1]);
        Assert.Equal(["urn:p:2", "urn:p:1"], (await ReadAsync($"[{Other},{Dry}]"))!.Select(entity => entity.Id.Value));
    }

    [Fact]
    public async Task A_page_means_what_its_terms_say_now()
    {
        const string Linked = """[{"@context":"https://ex.org/terms","id":"urn:p:1","type":"Plot"},{"id":"urn:p:2","type":"Plot"}]""";
        _loader.Lifetime = TimeSpan.Zero;
        _loader["https://ex.org/terms"] = """{"@context":{"Plot":"https://ex.org/Field"}}""";
        Assert.Equal(["https://ex.org/Field"], (await ReadAsync(Linked))![0].Types);
        _loader["https://ex.org/terms"] = """{"@context":{"Plot":"https://ex.org/Meadow"}}""";
        var later = new RemoteEntities(new ContextResolver(_loader, TimeProvider.System, new ContextOptions()), _heard, _pages, TenantId.Default, TimeSpan.FromSeconds(5), TimeProvider.System);
        var own = await _contexts.ResolveAsync("", """{"Plot":"https://ex.org/Field"}"""u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(["https://ex.org/Meadow"], (await ReadAsync(later, Linked, _contexts.Default))![0].Types);
        Assert.Equal(["https://uri.etsi.org/ngsi-ld/default-context/Plot"], (await ReadAsync($"[{Dry},{Wet}]"))![1].Types);
        Assert.Equal(["https://ex.org/Field"], (await ReadAsync($"[{Dry},{Wet}]", own))![1].Types);
    }

    [Theory]
    [InlineData(20, 200, true)]
    [InlineData(20, 5_000, false)]
    public async Task A_page_that_takes_very_much_is_read_each_time(int entities, int length, bool isKept)
    {
        var body = $"[{string.Join(',', Enumerable.Range(0, entities).Select(number => $$$"""{"id":"urn:p:{{{number}}}","type":"Plot","a":"{{{new string('x', length)}}}"}"""))}]";

        var first = await ReadAsync(body);

        Assert.Equal(isKept, ReferenceEquals(first, await ReadAsync(body)));
    }

    [Theory]
    [InlineData("[" + Dry + ",17]")]
    [InlineData("[" + Dry + ",null]")]
    [InlineData("[" + Dry + ",[]]")]
    [InlineData("[" + Dry)]
    [InlineData("[" + Dry + "]]")]
    [InlineData(Dry + Dry)]
    [InlineData("17")]
    [InlineData("""[{"id":"urn:p:1"}]""")]
    [InlineData("""[{"@context":17,"id":"urn:p:1","type":"Plot"}]""")]
    public async Task An_answer_of_which_a_part_is_broken_is_not_used(string body)
    {
        Assert.NotNull(await ReadAsync(Dry));

        Assert.Null(await ReadAsync(body));
    }

    [Fact]
    public async Task However_many_are_told_the_last_are_kept_and_all_are_right()
    {
        var few = new RemoteEntities(_contexts, new HeardEntities(4), new HeardEntities(4), TenantId.Default, TimeSpan.FromSeconds(5), TimeProvider.System);
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < 100; number++)
            {
                var body = $$$"""{"id":"urn:p:{{{number}}}","type":"Plot","moisture":{"type":"Property","value":{{{number}}}}}""";
                var read = Assert.Single((await ReadAsync(few, body, _contexts.Default))!);

                Assert.Equal($"urn:p:{number}", read.Id.Value);
                Assert.Same(read, Assert.Single((await ReadAsync(few, body, _contexts.Default))!));
            }
        }
    }

    [Theory]
    [InlineData(1, 5_000, true)]
    [InlineData(1, 20_000, false)]
    [InlineData(10, 1, true)]
    [InlineData(400, 1, false)]
    public async Task What_takes_very_much_is_read_each_time(int attributes, int length, bool isKept)
    {
        var members = Enumerable.Range(0, attributes).Select(number => $"\"a{number}\":\"{new string('x', length)}\"");
        var body = $$$"""{"id":"urn:p:1","type":"Plot",{{{string.Join(',', members)}}}}""";

        var (first, second) = (Assert.Single((await ReadAsync(body))!), Assert.Single((await ReadAsync(body))!));

        Assert.Equal(isKept, ReferenceEquals(first, second));
        Assert.Equal(attributes, second.Instances.Length);
    }

    [Fact]
    public async Task Contexts_that_an_answer_names_have_the_time_of_an_answer_all_together()
    {
        _loader.Gate = new TaskCompletionSource();
        var brief = new RemoteEntities(_contexts, _heard, _pages, TenantId.Default, TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var body = $"[{string.Join(',', Enumerable.Range(0, 50).Select(number => $$"""{"@context":"https://slow.org/{{number}}","id":"urn:p:{{number}}","type":"Plot"}"""))}]";

        Assert.Null(await ReadAsync(brief, body, _contexts.Default));

        Assert.Single(_loader.Loads);
        _loader["https://slow.org/0"] = """{"@context":{"Plot":"https://ex.org/Field"}}""";
        _loader.Gate.SetResult();
        Assert.Equal(["https://ex.org/Field"], (await ReadAsync("""{"@context":"https://slow.org/0","id":"urn:p:0","type":"Plot"}"""))![0].Types);
    }

    private ValueTask<ToldEntities?> ReadAsync(string body, ActiveContext? terms = null) => ReadAsync(_reader, body, terms ?? _contexts.Default);

    private static ValueTask<ToldEntities?> ReadAsync(RemoteEntities reader, string body, ActiveContext terms) =>
        reader.ReadAsync(new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(body)), terms, TestContext.Current.CancellationToken);

    private static string Text(Entity entity) => Encoding.UTF8.GetString(entity.Document);
}
