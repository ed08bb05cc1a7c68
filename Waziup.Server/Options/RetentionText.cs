using Waziup.Ngsi.Broker;

namespace Waziup.Server.Options;

/// <summary>Reads a rule of retention: <c>days=90</c>, <c>tenant=farm,type=WeatherStation,count=1000</c>.</summary>
internal static class RetentionText
{
    /// <exception cref="FormatException">It is no rule; the message says what one looks like.</exception>
    public static RetentionRule Read(string text)
    {
        var parts = new RuleText(text, "[tenant=NAME,][type=TYPE,]days=N and/or count=N");
        var (days, count) = (parts.Number("days", 36_500), parts.Number("count", int.MaxValue));
        var rule = new RetentionRule(parts.Tenant("tenant"), parts.Name("type"), days is { } age ? TimeSpan.FromDays(age) : null, count);
        parts.End(isComplete: days is not null || count is not null);
        return rule;
    }
}
