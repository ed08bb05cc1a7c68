using System.Net.Http.Headers;
using System.Text;

namespace Waziup.Load.Notify;

/// <summary>Asks the host for what must succeed.</summary>
/// <param name="host">The host.</param>
/// <param name="key">The key that is shown; null: none.</param>
internal sealed class HostClient(Uri host, string? key = null) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    public void Dispose() => _http.Dispose();

    /// <summary>Creates something.</summary>
    public Task PostAsync(string path, string body, CancellationToken cancel) => SendAsync(HttpMethod.Post, path, body, 201, cancel);

    /// <summary>Changes something.</summary>
    public Task PatchAsync(string path, string body, CancellationToken cancel) => SendAsync(HttpMethod.Patch, path, body, 204, cancel);

    async Task SendAsync(HttpMethod method, string path, string body, int status, CancellationToken cancel)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(method, new Uri(host, "/ngsi-ld/v1/" + path)) { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request, cancel);
        if ((int)answer.StatusCode != status)
            throw new IOException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }
}
