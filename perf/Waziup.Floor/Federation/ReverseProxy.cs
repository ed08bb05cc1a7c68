using Microsoft.Net.Http.Headers;

namespace Waziup.Floor.Federation;

/// <summary>The floor of a broker that stands before a source: one HTTP client, headers and bytes copied as they are.</summary>
/// <remarks>Requests have no bodies here: what is measured reads.</remarks>
/// <param name="client">Follows no redirects and keeps no cookies.</param>
/// <param name="address">What stands before the path of a request at the source, without a slash at the end.</param>
internal sealed class ReverseProxy(HttpClient client, string address)
{
    public async Task RunAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), address + http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent());
        foreach (var (name, values) in http.Request.Headers)
        {
            if (!IsOfConnection(name))
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!IsOfConnection(name))
                http.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    static bool IsOfConnection(string name) =>
        name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Connection, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.KeepAlive, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase);
}
