namespace Waziup.Ngsi.Tests.Query;

/// <summary>Times in q (4.9): compared as times, with those of the same kind.</summary>
public sealed class QTimeTests
{
    private const string Observed = "\"level\":{\"type\":\"Property\",\"value\":1,\"observedAt\":\"2026-01-01T00:00:00.000Z\"}";

    [Theory]
    [InlineData("level.observedAt>=2026-01-01T00:00:00Z", true)]
    [InlineData("level.observedAt==2026-01-01T00:00:00Z", true)]
    [InlineData("level.observedAt==2026-01-01T00:00:00.000000Z", true)]
    [InlineData("level.observedAt==\"2026-01-01T00:00:00Z\"", true)]
    [InlineData("level.observedAt>2026-01-01T00:00:00Z", false)]
    [InlineData("level.observedAt!=2026-01-01T00:00:00Z", false)]
    [InlineData("level.observedAt<2026-01-01T00:00:00.001Z", true)]
    [InlineData("level.observedAt==2025-12-01T00:00:00Z..2026-02-01T00:00:00Z", true)]
    [InlineData("level.observedAt==2025-12-01T00:00:00Z,2026-01-01T00:00:00Z", true)]
    [InlineData("level.observedAt==5", false)]
    [InlineData("level.observedAt", true)]
    [InlineData("level.createdAt==2026-03-01T00:00:00Z", true)]
    [InlineData("level.modifiedAt>2026-03-01T00:00:00Z", false)]
    [InlineData("level.expiresAt", false)]
    [InlineData("createdAt==2026-03-01T00:00:00.0Z", true)]
    [InlineData("createdAt<2026-03-01T00:00:00Z", false)]
    [InlineData("modifiedAt>=2026-02-01T00:00:00Z", true)]
    [InlineData("expiresAt", false)]
    [InlineData("expiresAt!=2026-03-01T00:00:00Z", false)]
    public void Members_that_are_times_are_compared_as_times(string q, bool matches) => Assert.Equal(matches, Queries.Matches(q, Observed));

    [Theory]
    [InlineData("at==2026-01-01T00:00:00Z", "\"at\":\"2026-01-01T00:00:00.00Z\"", true)]
    [InlineData("at==2026-01-01T00:00:00.5Z", "\"at\":\"2026-01-01T00:00:00.500Z\"", true)]
    [InlineData("at>2026-01-01T00:00:00Z", "\"at\":\"2026-01-01T00:00:00.1Z\"", true)]
    [InlineData("at>2026-01-01T00:00:00Z", "\"at\":\"tomorrow\"", false)]
    [InlineData("at!=2026-01-01T00:00:00Z", "\"at\":\"tomorrow\"", true)]
    [InlineData(
        "at==2026-01-01T00:00:00Z",
        "\"at\":{\"type\":\"Property\",\"value\":{\"@type\":\"DateTime\",\"@value\":\"2026-01-01T00:00:00.0Z\"}}", true)]
    [InlineData(
        "at<2026-01-02T00:00:00Z",
        "\"at\":{\"type\":\"Property\",\"value\":{\"@type\":\"DateTime\",\"@value\":\"2026-01-01T00:00:00Z\"}}", true)]
    [InlineData("at==2026-01-01", "\"at\":\"2026-01-01\"", true)]
    [InlineData("at>2026-01-01", "\"at\":\"2026-01-02\"", true)]
    [InlineData("at<2026-01-01", "\"at\":\"2026-01-02\"", false)]
    [InlineData("at==2026-01-01..2026-01-31", "\"at\":\"2026-01-31\"", true)]
    [InlineData("at==2026-01-01..2026-01-31", "\"at\":\"2026-02-01\"", false)]
    [InlineData("at==2026-01-01", "\"at\":\"2026-01-01T00:00:00Z\"", false)]
    [InlineData("at==2026-01-01T00:00:00Z", "\"at\":\"2026-01-01\"", false)]
    [InlineData("at!=2026-01-01", "\"at\":\"2026-01-01T00:00:00Z\"", true)]
    [InlineData("at==12:00:00Z", "\"at\":\"12:00:00Z\"", true)]
    [InlineData("at==12:00:00Z", "\"at\":\"12:00:00.000Z\"", true)]
    [InlineData("at<12:00:00Z", "\"at\":\"11:59:59.9Z\"", true)]
    [InlineData("at>12:00:00Z", "\"at\":\"2026-01-01T13:00:00Z\"", false)]
    public void A_time_is_compared_with_a_time_of_its_kind(string q, string members, bool matches) =>
        Assert.Equal(matches, Queries.Matches(q, members));
}
