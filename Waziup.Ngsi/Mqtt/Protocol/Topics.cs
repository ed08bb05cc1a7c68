namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>What may be a topic and what a filter (5.0, section 4.7).</summary>
internal static class Topics
{
    private const string Shared = "$share/";

    /// <summary>Whether messages can be published to it.</summary>
    public static bool IsTopic(string text) => text.AsSpan().IndexOfAny('+', '#') < 0 && IsUsable(text);

    /// <summary>Whether it can be subscribed to.</summary>
    public static bool IsFilter(string text)
    {
        if (!IsUsable(text))
            return false;
        var filter = text.AsSpan();
        if (IsShared(text))
        {
            var end = filter[Shared.Length..].IndexOf('/');
            if (end < 1 || filter.Slice(Shared.Length, end).IndexOfAny('+', '#') >= 0)
                return false;
            filter = filter[(Shared.Length + end + 1)..];
        }
        return !filter.IsEmpty && HasFittingWildcards(filter);
    }

    public static bool IsShared(string filter) => filter.StartsWith(Shared, StringComparison.Ordinal);

    private static bool IsUsable(string text) => text.Length > 0 && ProtocolText.IsValid(text);

    // + fills a level, # fills the last one.
    private static bool HasFittingWildcards(ReadOnlySpan<char> filter)
    {
        for (var at = 0; at < filter.Length; at++)
        {
            if (filter[at] is not ('+' or '#'))
                continue;
            var startsLevel = at == 0 || filter[at - 1] == '/';
            var endsLevel = at == filter.Length - 1 || (filter[at] == '+' && filter[at + 1] == '/');
            if (!startsLevel || !endsLevel)
                return false;
        }
        return true;
    }
}
