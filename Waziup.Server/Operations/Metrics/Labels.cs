using System.Globalization;
using System.Text;

namespace Waziup.Server.Operations.Metrics;

/// <summary>The labels of a series, as text; kept with the tags they were made of, to be found again.</summary>
internal sealed class Labels(KeyValuePair<string, object?>[] tags)
{
    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => tags;

    /// <summary><c>route="entities",status="201"</c>.</summary>
    public string Text { get; } = string.Join(',', tags.Select(tag => $"{Name(tag.Key)}=\"{Escape(tag.Value)}\""));

    /// <summary>A name in the letters that Prometheus takes.</summary>
    public static string Name(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
            text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        return text.ToString();
    }

    private static string Escape(object? value) => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
