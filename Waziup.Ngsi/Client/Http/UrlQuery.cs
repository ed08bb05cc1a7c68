namespace Waziup.Ngsi.Client.Http;

/// <summary>The query of a URL, built parameter by parameter; what is null or false does not appear.</summary>
internal readonly record struct UrlQuery(string Text)
{
    public static UrlQuery Empty => new("");

    /// <summary>The query of a path.</summary>
    public static UrlQuery Of(string path)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        return new UrlQuery(question < 0 ? "" : path[(question + 1)..]);
    }

    public UrlQuery With(string name, string? value) =>
        value is null ? this : new UrlQuery($"{Text}{(Text.Length == 0 ? "" : "&")}{name}={Uri.EscapeDataString(value)}");

    public UrlQuery With(string name, bool value) => value ? With(name, "true") : this;

    public UrlQuery With(string name, IEnumerable<string>? values) => values is null ? this : With(name, string.Join(',', values));

    public UrlQuery And(UrlQuery other) =>
        new(Text.Length == 0 || other.Text.Length == 0 ? Text + other.Text : $"{Text}&{other.Text}");

    /// <summary>The query with its question mark; empty where there are no parameters.</summary>
    public override string ToString() => Text.Length == 0 ? "" : "?" + Text;
}
