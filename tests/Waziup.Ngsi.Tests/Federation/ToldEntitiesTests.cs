using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What was told means the same again only to the same question, and only where time changes nothing of it.</summary>
public sealed class ToldEntitiesTests
{
    private const string Later = ",\"expiresAt\":\"2030-01-01T00:00:00Z\"";

    private readonly RemoteMessage _question = new("GET", "entities", [], Sources.Terms);

    [Theory]
    [InlineData("", "", true)]
    [InlineData(Later, "", false)]
    [InlineData("", Later, false)]
    public void What_expires_may_mean_something_else_later(string ofEntity, string ofAttribute, bool isLasting)
    {
        var entity = Entity("urn:t:1", ofEntity, ofAttribute);
        var (told, answer) = (new ToldEntities([entity]), new SourceAnswer([Entity("urn:t:0"), entity], More: false, IsFiltered: true));
        var (query, page) = (Query(), new EntityPage([entity], null, false));

        told.Keep(_question, hasNext: false, answer);
        answer.Keep(query, new PageRequest(0, 10, false), page);

        Assert.Equal(
            (isLasting, isLasting, isLasting),
            (answer.IsLasting, told.AnswerTo(_question, hasNext: false) == answer, answer.PageOf(query, new PageRequest(0, 10, false)) == page));
    }

    [Fact]
    public void To_another_question_it_is_another_answer()
    {
        var told = new ToldEntities([Entity("urn:t:1")]);
        var (first, second) = (new SourceAnswer([.. told], More: false, IsFiltered: true), new SourceAnswer([], More: false, IsFiltered: false));
        Assert.Null(told.AnswerTo(_question, hasNext: false));

        told.Keep(_question, hasNext: false, first);

        Assert.Same(first, told.AnswerTo(_question, hasNext: false));
        Assert.Null(told.AnswerTo(_question, hasNext: true));
        Assert.Null(told.AnswerTo(_question with { }, hasNext: false));
        told.Keep(_question, hasNext: true, second);
        Assert.Same(second, told.AnswerTo(_question, hasNext: true));
        Assert.Null(told.AnswerTo(_question, hasNext: false));
    }

    [Fact]
    public void Of_another_query_or_place_it_is_another_page()
    {
        var answer = new SourceAnswer([Entity("urn:t:1")], More: false, IsFiltered: true);
        var (query, page) = (Query(), new EntityPage([.. answer.Entities], null, false));
        Assert.Null(answer.PageOf(query, new PageRequest(0, 10, false)));

        answer.Keep(query, new PageRequest(0, 10, false), page);

        Assert.Same(page, answer.PageOf(query, new PageRequest(0, 10, false)));
        Assert.Null(answer.PageOf(Query(), new PageRequest(0, 10, false)));
        Assert.Null(answer.PageOf(query, new PageRequest(1, 10, false)));
        Assert.Null(answer.PageOf(query, new PageRequest(0, 11, false)));
        Assert.Null(answer.PageOf(query, new PageRequest(0, 10, true)));
    }

    private static SourceQuery Query() => new(new QueryPlan(Filter.Everything, null, Projection.Whole, JoinPlan.None), Sources.Terms, mayFilter: true);

    private static Entity Entity(string id, string more = "", string ofAttribute = "") => EntityReader.Read(
        Encoding.UTF8.GetBytes($$$"""{"id":"{{{id}}}","type":"Tank","level":{"type":"Property","value":1{{{ofAttribute}}}}{{{more}}}}"""), Sources.Terms, new ReadRules());
}
