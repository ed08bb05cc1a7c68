using System.Text.RegularExpressions;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Everything that left a broker, with generated ids named by the order in which they appear.</summary>
/// <param name="masksAliases">Whether aliases are named so too: those of two brokers cannot be the same where ids differ.</param>
sealed partial class Transcript(bool masksAliases)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public List<string> Entries { get; } = [];

    public void Add(string request, Answer answer) => Entries.Add($"{Masked(request)}\n=> {answer.Status}\n{Masked(answer.Everything)}");

    public void Add(string subscription, int number, Notified notified) =>
        Entries.Add($"{subscription} told {number}: {notified.Endpoint.Uri} {Masked(notified.Body.ToJsonString())}");

    public void Add(string told) => Entries.Add(Masked(told));

    /// <summary>Insists that another one is the same.</summary>
    public void IsSameAs(Transcript other, string what)
    {
        for (var i = 0; i < Math.Min(Entries.Count, other.Entries.Count); i++)
            Assert.True(Entries[i] == other.Entries[i], $"{what}, entry {i}: {Entries[i].Split('\n')[0]}\n{Difference(Entries[i], other.Entries[i])}\n\nbut\n{Difference(other.Entries[i], Entries[i])}");
        Assert.Equal(Entries.Count, other.Entries.Count);
    }

    /// <summary>The members from the first on that another text has not.</summary>
    private static string Difference(string text, string other)
    {
        var (parts, others) = (Parts(text), Parts(other));
        var same = parts.Zip(others).TakeWhile(pair => pair.First == pair.Second || pair.First.StartsWith("Content-Length", StringComparison.Ordinal)).Count();
        return string.Join('\n', parts[Math.Max(0, same - 2)..].Take(12));
    }

    private static string[] Parts(string text) => text.Replace("},", "},\n", StringComparison.Ordinal).Split('\n');

    private string Masked(string text)
    {
        text = Generated().Replace(Identity().Replace(text, "#"), found => Named("id", found.Value));
        // Under an alias the id of an instance is another one too.
        return masksAliases ? Instance().Replace(Alias().Replace(text, found => Named("alias", found.Value)), "#instance") : text;
    }

    private string Named(string kind, string id) =>
        _names.TryGetValue(id, out var name) ? name : _names[id] = $"#{kind}{_names.Count}";

    [GeneratedRegex("waziup-[0-9a-f]{8}")]
    private static partial Regex Identity();

    [GeneratedRegex("urn:ngsi-ld:(Subscription|EntityMap|Notification|Snapshot|Registration):[0-9a-f-]{16,}")]
    private static partial Regex Generated();

    [GeneratedRegex("urn:ngsi-ld:Alias:[0-9]+\\.[A-Za-z0-9_-]+")]
    private static partial Regex Alias();

    [GeneratedRegex("urn:ngsi-ld:Instance:[0-9a-f]{32}")]
    private static partial Regex Instance();
}
