using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>Whom something is asked, and how, is put together once while the registrations stay as they are, and anew when they do not.</summary>
public sealed class SourceQuestionsTests
{
    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly SourceRequest Tanks = new() { Types = [Sources.Name("Tank")] };

    private readonly SourceQuestions _questions = new(Tanks, Word);

    [Fact]
    public void While_nothing_changes_the_same_are_asked_the_same()
    {
        var index = Index("a", "b");

        var matches = _questions.In(index, Now).ToList();

        Assert.Equal(["urn:r:a", "urn:r:b"], matches.Select(match => match.Registration.Id));
        Assert.All(matches.Zip(_questions.In(index, Now)), pair => Assert.Same(pair.First, pair.Second));
        foreach (var match in matches)
            Assert.Same(Of(match), Of(match));
        Assert.NotSame(Of(matches[0]), Of(matches[1]));
    }

    [Fact]
    public void What_is_registered_now_counts()
    {
        var (one, other) = (Index("a", "b"), Index("b", "c"));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(["urn:r:a", "urn:r:b"], Ids(one));
            Assert.Equal(["urn:r:b", "urn:r:c"], Ids(other));
            Assert.Empty(Ids(RegistrationIndex.Empty));
        }
        Assert.NotEqual(one.Version, other.Version);
        Assert.NotEqual(one.Version, Index("a", "b").Version);
    }

    [Fact]
    public void A_registration_is_found_until_it_expires()
    {
        var index = RegistrationIndex.Of([Registration("a") with { ExpiresAt = new Instant(Now.Micros + 1) }, Registration("b")]);
        Assert.Equal(["urn:r:a", "urn:r:b"], Ids(index));

        Assert.Equal(["urn:r:b"], _questions.In(index, new Instant(Now.Micros + 1)).Select(match => match.Registration.Id));

        Assert.Equal(["urn:r:a", "urn:r:b"], Ids(index));
    }

    [Fact]
    public async Task For_another_number_or_in_other_terms_it_is_another_question()
    {
        var own = await JsonLd.Contexts.Inline("""{"Tank":"https://ex.org/Tank"}""");
        var match = _questions.In(Index("a"), Now).Single();

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(("urn:r:a", "10", Sources.Terms), Told(_questions.Of(match, Sources.Terms, 10)));
            Assert.Equal(("urn:r:a", "20", Sources.Terms), Told(_questions.Of(match, Sources.Terms, 20)));
            Assert.Equal(("urn:r:a", "20", own), Told(_questions.Of(match, own, 20)));
        }
    }

    [Fact]
    public void Who_is_known_no_longer_is_asked_all_the_same()
    {
        var old = _questions.In(Index("a"), Now).Single();
        var question = Of(old);
        var young = _questions.In(Index("a"), Now).Single();

        Assert.NotSame(question, Of(old));
        Assert.Equal(Told(question), Told(Of(old)));
        Assert.NotSame(question, Of(young));
        Assert.Same(Of(young), Of(young));
        Assert.Equal("urn:r:x", Told(Of(new SourceMatch(Registration("x"), []))).Path);
        Assert.Equal("urn:r:x", Told(new SourceQuestions(Tanks, Word).Of(new SourceMatch(Registration("x"), []), Sources.Terms, 10)).Path);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Very_many_are_put_together_each_time(int count, bool isKept)
    {
        var few = Index("few");
        var many = Index([.. Enumerable.Range(10, count).Select(number => $"{number}")]);
        Assert.Single(_questions.In(few, Now));

        for (var round = 0; round < 2; round++)
        {
            var matches = _questions.In(many, Now).ToList();
            Assert.Equal(count, matches.Count);
            foreach (var match in matches)
                Assert.Equal((isKept, match.Registration.Id), (ReferenceEquals(Of(match), Of(match)), Told(Of(match)).Path));
        }
        Assert.Equal(["urn:r:few"], Ids(few));
    }

    [Fact]
    public void Each_entity_is_asked_for_by_its_id()
    {
        var retrievals = new RecentRetrievals(1);
        var (one, two) = (Sources.Id("urn:t:1"), Sources.Id("urn:t:2"));

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal([one], retrievals.Of(one).Request.Ids);
            Assert.Same(retrievals.Of(one), retrievals.Of(one));
            Assert.Equal([two], retrievals.Of(two).Request.Ids);
            Assert.Equal("entities/urn%3At%3A2", retrievals.Of(two).Of(new SourceMatch(Registration("a"), []), Sources.Terms, 1).Path);
        }
    }

    [Fact]
    public void A_question_goes_to_whom_it_is_sent()
    {
        var question = Word(new SourceMatch(Registration("a"), []), Sources.Terms, 10);
        var (left, right) = (Registration("a") with { Endpoint = new Uri("http://left") }, Registration("a") with { Endpoint = new Uri("http://right/x") });
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("http://left/ngsi-ld/v1/urn:r:a?limit=10", To(question, left));
            Assert.Equal("http://right/x/ngsi-ld/v1/urn:r:a?limit=10", To(question, right));
            Assert.Equal("http://right/x/ngsi-ld/v1/urn:r:a?limit=10&more=1", To(question.With("more", "1"), right));
        }

        static string To(RemoteMessage message, Registration registration) =>
            message.To(registration, NoRequest.Instance, "me", new FederationOptions()).Uri.AbsoluteUri;
    }

    private RemoteMessage Of(SourceMatch match) => _questions.Of(match, Sources.Terms, 10);

    private IEnumerable<string> Ids(RegistrationIndex index) => _questions.In(index, Now).Select(match => match.Registration.Id);

    private static (string Path, string Limit, ActiveContext Terms) Told(RemoteMessage message) => (message.Path, message.Parameters[0].Value, message.Terms);

    private static RemoteMessage Word(SourceMatch match, ActiveContext terms, int limit) => new("GET", match.Registration.Id, [("limit", $"{limit}")], terms);

    private static RegistrationIndex Index(params string[] ids) => RegistrationIndex.Of([.. ids.Select(Registration)]);

    private static Registration Registration(string id) => Sources.Registration(id, [Sources.Information([Sources.Entity(["Tank"])])]);
}
