using System.Globalization;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Options;

/// <summary>Reads a rule of retention: <c>days=90</c>, <c>tenant=farm,type=WeatherStation,count=1000</c>.</summary>
internal static class RetentionText
{
    private const string DefaultVocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    /// <exception cref="FormatException">It is no rule; the message says what one looks like.</exception>
    public static RetentionRule Read(string text)
    {
        var rule = new RetentionRule(null, null, null, null);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.IndexOf('=') is > 0 and var equals ? (part[..equals], part[(equals + 1)..]) : (part, "");
            rule = name switch
            {
                "tenant" when TenantId.TryParse(value, out var tenant) => rule with { Tenant = tenant },
                "type" when value.Length > 0 => rule with { Type = new Iri(value.Contains(':', StringComparison.Ordinal) ? value : DefaultVocabulary + value) },
                "days" when Number(value, 36_500) is { } days => rule with { Age = TimeSpan.FromDays(days) },
                "count" when Number(value, int.MaxValue) is { } count => rule with { Count = count },
                _ => throw Wrong(),
            };
        }
        return rule is { Age: null, Count: null } ? throw Wrong() : rule;
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

    private static FormatException Wrong() => new("has the form [tenant=NAME,][type=TYPE,]days=N and/or count=N");
}
