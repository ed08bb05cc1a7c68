using System.Net.Http.Headers;
using System.Text;
using Waziup.Load.Bench.Federation;

namespace Waziup.Load.Bench;

/// <summary>The few requests that a measurement itself makes: is the server there, fill its store, look at an entity.</summary>
/// <param name="url">The server.</param>
/// <param name="key">The key that they show; null: none.</param>
internal sealed class Client(Uri url, string? key = null) : IDisposable
{
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false });

    public void Dispose() => _http.Dispose();

    /// <summary>Whether the server answers a request at all: anything but a refused connection or a server's error.</summary>
    public async Task<bool> AnswersAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, path, null, cancel);
            return (int)response.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<Reply> GetAsync(string path, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancel);
        if (!response.IsSuccessStatusCode)
            throw new IOException($"GET {path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");

        return new(await response.Content.ReadAsByteArrayAsync(cancel), Header(response, "NGSILD-Results-Count")) { Warning = Header(response, "NGSILD-Warning") };
    }

    /// <summary>How long an answer's first byte takes; all of it is read.</summary>
    public async Task<TimeSpan> FirstByteAsync(string path, TimeProvider time, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        using var response = await SendAsync(HttpMethod.Get, path, null, cancel);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel);
        var first = new byte[1];
        await body.ReadExactlyAsync(first, cancel);
        var took = time.GetElapsedTime(asked);
        await body.CopyToAsync(Stream.Null, cancel);
        return took;
    }

    /// <summary>Sends what has to be answered with a status; null: any that is good.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, string? body, int? status, CancellationToken cancel)
    {
        using var response = await SendAsync(method, path, body, cancel);
        var answer = await response.Content.ReadAsStringAsync(cancel);
        return (status is null ? response.IsSuccessStatusCode : (int)response.StatusCode == status) ? answer : throw new IOException($"{method} {path} answered {(int)response.StatusCode}, not {status}: {answer}");
    }

    /// <summary>Fills the store.</summary>
    public async Task LoadAsync(Dataset data, CancellationToken cancel)
    {
        foreach (var (path, body) in data.Requests)
        {
            using var response = await SendAsync(HttpMethod.Post, path, body, cancel);
            if ((int)response.StatusCode is not (201 or 204))
                throw new IOException($"Loading stopped: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)}");
        }
    }

    /// <summary>Registers a source.</summary>
    public async Task RegisterAsync(Registration registration, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, Registration.Path, registration.Body, cancel);
        if ((int)response.StatusCode != 201)
            throw new IOException($"A source was not registered: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)}");
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

        return await _http.SendAsync(request, cancel);
    }
}
