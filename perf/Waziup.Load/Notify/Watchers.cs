namespace Waziup.Load.Notify;

/// <summary>Those who wait for changes of meters; each meter has one of them.</summary>
/// <param name="Count">How many.</param>
internal sealed record Watchers(int Count)
{
    /// <summary>The key of whoever writes; null: none.</summary>
    public string? Writer { get; init; }

    /// <summary>The keys with which subscriptions are made, in turn; null among them: without a key.</summary>
    public IReadOnlyList<string?> Owners { get; init; } = [null];

    /// <summary>What a subscription has to say of one's meters, so many there are.</summary>
    public string SelectorOf(int watcher, int meters) => Count == 1
        ? "\"type\":\"Meter\"" : $"\"type\":\"Meter\",\"idPattern\":\"^urn:m:({string.Join('|', Enumerable.Range(0, meters).Where(meter => meter % Count == watcher))})$\"";
}
