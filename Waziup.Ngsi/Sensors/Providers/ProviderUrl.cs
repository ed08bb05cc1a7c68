using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Reads the address of a provider: what is secret in it stands elsewhere, and a name in braces for it.</summary>
internal static class ProviderUrl
{
    /// <summary>The address with its secrets; null where something is wrong, which is taken down.</summary>
    public static Uri? Read(Form form, List<FormRemark> problems)
    {
        var (text, secrets) = (form.Text("url"), Pairs.Read(form, "secrets"));
        if (text is null)
        {
            if (form.Any("url") is null)
                form.Refuse("url", "A provider has an address where it is asked.");
            return null;
        }
        var shown = UriOf(text);
        foreach (var name in secrets.Select(secret => secret.Key).Where(name => !text.Contains($"{{{name}}}", StringComparison.Ordinal)))
            problems.Add(new FormRemark(Form.At(form.At("secrets"), name), $"The URL has no {{{name}}}."));
        foreach (var (name, value) in secrets)
            text = text.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        if (shown is null || text.Contains('{', StringComparison.Ordinal) || UriOf(text) is not { } filled || filled.Authority != shown.Authority)
            form.Refuse("url", "This is an http or https URL without user and fragment; in its path and query {name} may stand for a text in secrets.");
        else if (Open(shown) is { } open)
            form.Refuse("url", $"{open} is a secret, and everybody who sees the provider sees its URL: write {open}={{{open}}} here, and its value into secrets.");
        else
            return filled;
        return null;
    }

    private static Uri? UriOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo.Length: 0, Fragment.Length: 0, Host.Length: > 0 }
        && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) ? uri : null;

    /// <summary>A parameter that is a secret and can be read.</summary>
    private static string? Open(Uri shown) => Uri.UnescapeDataString(shown.Query).TrimStart('?').Split('&').Select(parameter => parameter.Split('=', 2))
        .Where(pair => pair is [_, { Length: > 0 } value] && !value.Contains('{', StringComparison.Ordinal) && Secrets.IsNameOfOne(pair[0]))
        .Select(pair => pair[0]).FirstOrDefault();
}
