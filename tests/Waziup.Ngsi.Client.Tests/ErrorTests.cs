using Waziup.Ngsi.Contract;

namespace Waziup.Ngsi.Client.Tests;

public class ErrorTests
{
    private const string Entity = """{"id":"urn:p:1","type":"P"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_address_is_not_taken_for_a_missing_entity()
    {
        var broker = new ScriptedBroker().Answer(404, "<html>nothing here</html>");

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client().Entities.RetrieveAsync("urn:p:1", cancel: Cancel));

        Assert.Equal((404, "about:blank", false), (failed.Status, failed.Error.Type, failed.IsNotFound));
        Assert.DoesNotContain("html", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_of_an_answer_counts_more_than_the_one_inside()
    {
        var broker = new ScriptedBroker().Answer(502, """{"type":"urn:x","title":"Gateway","status":500,"detail":"no source answers"}""");

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client().Entities.RetrieveAsync("urn:p:1", cancel: Cancel));

        Assert.Equal((502, "urn:x", "Gateway", "no source answers"), (failed.Status, failed.Error.Type, failed.Error.Title, failed.Error.Detail));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id":"urn:p:1","type":"P" """)]
    public async Task An_answer_that_is_no_entity_is_an_error(string body)
    {
        var broker = new ScriptedBroker().Answer(200, body);

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client().Entities.RetrieveAsync("urn:p:1", cancel: Cancel));

        Assert.Equal((200, "Unusable answer"), (failed.Status, failed.Error.Title));
    }

    [Theory]
    [InlineData("""{"id":"urn:p:1","type":"P"}""", 0)]
    [InlineData("""[{"id":"urn:p:1","type":"P"},null]""", 1)]
    [InlineData("""[{"id":"urn:p:1","type":"P"},{"id":"urn""", 1)]
    public async Task A_list_that_breaks_off_is_an_error_behind_what_came(string body, int before)
    {
        var broker = new ScriptedBroker().Answer(200, body);
        var read = 0;

        await Assert.ThrowsAsync<NgsiLdClientException>(async () =>
        {
            await foreach (var _ in broker.Client().Entities.QueryAsync(NgsiQuery.OfType("P"), Cancel))
                read++;
        });

        Assert.Equal(before, read);
    }

    [Fact]
    public async Task An_answer_may_be_so_long_and_no_longer()
    {
        var broker = new ScriptedBroker().Answer(200, Entity).Answer(200, Entity);

        Assert.NotNull(await broker.Client(new NgsiLdClientOptions { MaxAnswerBytes = Entity.Length }).Entities.RetrieveAsync("urn:p:1", cancel: Cancel));
        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(
            () => broker.Client(new NgsiLdClientOptions { MaxAnswerBytes = Entity.Length - 1 }).Entities.RetrieveAsync("urn:p:1", cancel: Cancel));

        Assert.Contains("longer", failed.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{")]
    public async Task An_answer_that_stops_coming_is_an_error(string start)
    {
        var clock = new ManualTime();
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(start), Cancel);
        var broker = new ScriptedBroker().Answer(pipe.Reader.AsStream());
        var client = broker.Client(new NgsiLdClientOptions { ReadTimeout = TimeSpan.FromSeconds(5), Clock = clock });

        var counted = client.Entities.QueryAsync(NgsiQuery.OfType("P"), Cancel).CountAsync(Cancel).AsTask();
        await Until(() => clock.WaitingTimers > 0);
        Assert.False(counted.IsCompleted);
        await Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return counted.IsCompleted;
        });

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(() => counted);
        Assert.Contains("5 s", failed.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(0, clock.WaitingTimers);
    }

    [Fact]
    public async Task Waiting_for_an_answer_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var broker = new ScriptedBroker().Answer(new System.IO.Pipelines.Pipe().Reader.AsStream());

        var retrieved = broker.Client().Entities.RetrieveAsync("urn:p:1", cancel: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retrieved);
    }

    [Fact]
    public async Task Without_retries_a_busy_broker_is_an_error_that_says_when_to_come_again()
    {
        var broker = new ScriptedBroker().Answer(429, "", "Retry-After: 7");

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client().Entities.RetrieveAsync("urn:p:1", cancel: Cancel));

        Assert.Equal(TimeSpan.FromSeconds(7), failed.RetryAfter);
    }

    [Fact]
    public async Task With_retries_a_request_waits_as_long_as_it_is_told()
    {
        var clock = new ManualTime();
        var broker = new ScriptedBroker().Answer(503, "", "Retry-After: 7").Answer(429).Answer(201, "", "Location: /ngsi-ld/v1/entities/urn:p:1");
        var client = broker.Client(new NgsiLdClientOptions { Retries = 2, Clock = clock });

        var created = client.Entities.CreateAsync(NgsiEntity.Parse(Entity), Cancel);
        await Until(() => clock.WaitingTimers == 1);
        // Its connection is free for others meanwhile.
        Assert.Equal(0, broker.OpenAnswers);
        clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(1, clock.WaitingTimers);
        Assert.Single(broker.Asked);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await Until(() => clock.WaitingTimers == 1);
        Assert.Equal(2, broker.Asked.Count);
        // The second time the broker says nothing: 2 s.
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await created).IsComplete);
        Assert.Equal([Entity, Entity, Entity], broker.Bodies);
    }

    [Theory]
    [InlineData(2, "Retry-After: 31", 1)]
    [InlineData(1, "Retry-After: 0", 2)]
    public async Task Repetition_has_its_bounds(int retries, string header, int requests)
    {
        var broker = new ScriptedBroker().Answer(503, "", header).Answer(503, "", header);
        var client = broker.Client(new NgsiLdClientOptions { Retries = retries });

        await Assert.ThrowsAsync<NgsiLdClientException>(() => client.Entities.DeleteAsync("urn:p:1", Cancel));

        Assert.Equal(requests, broker.Asked.Count);
    }

    [Fact]
    public async Task Waiting_for_a_repetition_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var clock = new ManualTime();
        var broker = new ScriptedBroker().Answer(503, "", "Retry-After: 7");
        var client = broker.Client(new NgsiLdClientOptions { Retries = 1, Clock = clock });

        var deleted = client.Entities.DeleteAsync("urn:p:1", stop.Token);
        await Until(() => clock.WaitingTimers == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deleted);
        await Until(() => clock.WaitingTimers == 0);
        Assert.Single(broker.Asked);
    }

    [Fact]
    public async Task Parts_that_other_brokers_refused_are_values()
    {
        var broker = new ScriptedBroker().Answer(207, """
            {"success":[],"errors":[{"entityId":"urn:p:1","registrationId":"urn:r:1","error":{"type":"urn:x","title":"Gone","status":404,"detail":"no such entity"}},
            {"entityId":"urn:p:1","error":"broken"}]}
            """);

        var result = await broker.Client().Entities.DeleteAsync("urn:p:1", Cancel);

        Assert.False(result.IsComplete);
        Assert.Empty(result.Succeeded);
        Assert.Equal(["urn:r:1", null], result.Failures.Select(failure => failure.RegistrationId));
        Assert.Equal([(404, "no such entity"), (207, "broken")], result.Failures.Select(failure => (failure.Error.Status, failure.Error.Detail)));
    }

    // What is to come about on another thread.
    private static async Task Until(Func<bool> isSo)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
