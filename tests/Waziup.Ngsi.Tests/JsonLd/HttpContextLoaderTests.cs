using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class HttpContextLoaderTests
{
    private const string Url = "https://ex.org/a";
    private const string Document = """{"@context":{}}""";

    private readonly ManualTime _clock = new();
    private readonly ContextOptions _options = new();
    private readonly Origin _origin = new();

    [Fact]
    public async Task A_document_is_asked_for_as_JSON_LD()
    {
        _origin.On(Url, () => Json(Document));

        Assert.Equal(Document, Text(await LoadAsync()));
        Assert.Equal("application/ld+json, application/json; q=0.9", Assert.Single(_origin.Requests).Headers.Accept.ToString());
    }

    [Theory]
    [InlineData("https://ex.org/b", "https://ex.org/b")]
    [InlineData("/b", "https://ex.org/b")]
    [InlineData("https://other.org/b", "https://other.org/b")]
    public async Task A_redirect_is_followed(string location, string target)
    {
        _origin.On(Url, () => Redirect(location));
        _origin.On(target, () => Json(Document));

        Assert.Equal(Document, Text(await LoadAsync()));
    }

    [Fact]
    public async Task A_redirect_from_http_to_https_is_followed()
    {
        _origin.On("http://ex.org/a", () => Redirect(Url));
        _origin.On(Url, () => Json(Document));

        Assert.Equal(Document, Text(await LoadAsync("http://ex.org/a")));
    }

    [Theory]
    [InlineData("http://ex.org/b")]
    [InlineData("ftp://ex.org/b")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:application/json,{}")]
    public async Task A_redirect_to_a_worse_scheme_is_refused(string location)
    {
        _origin.On(Url, () => Redirect(location));
        _origin.On(location, () => Json(Document));

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => LoadAsync()));
        Assert.Single(_origin.Requests);
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_six_are_not()
    {
        for (var i = 0; i < 6; i++)
        {
            var next = $"https://ex.org/{i + 1}";
            _origin.On($"https://ex.org/{i}", () => Redirect(next));
        }

        _origin.On("https://ex.org/6", () => Json(Document));

        Assert.Equal(Document, Text(await LoadAsync("https://ex.org/1")));
        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => LoadAsync("https://ex.org/0")));
    }

    [Fact]
    public async Task An_answer_that_was_redirected_unseen_is_refused()
    {
        _origin.On(Url, () => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(Document),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://internal.example/"),
        });

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => LoadAsync()));
    }

    [Theory]
    [InlineData("</docs/context.jsonld>; rel=\"alternate\"; type=\"application/ld+json\"")]
    [InlineData("<https://ex.org/style>; rel=stylesheet, </docs/context.jsonld>;type=application/ld+json;rel=\"other alternate\"")]
    [InlineData("<a>; title=\"x, <y>; rel=alternate; type=application/ld+json\", </docs/context.jsonld>; rel=alternate; type=application/ld+json")]
    public async Task A_page_may_link_to_its_context(string link)
    {
        _origin.On(Url, () => With(Answer("<html>", "text/html"), answer => answer.Headers.TryAddWithoutValidation("Link", link)));
        _origin.On("https://ex.org/docs/context.jsonld", () => Json(Document));

        Assert.Equal(Document, Text(await LoadAsync()));
    }

    [Theory]
    [InlineData("application/ld+json", "<b>; rel=alternate; type=application/ld+json")]
    [InlineData("application/json", "<b>; rel=alternate; type=text/html")]
    [InlineData("application/json", "<b>; rel=describedby; type=application/ld+json")]
    [InlineData("application/json", "broken <")]
    [InlineData("application/json", "<>")]
    public async Task Another_link_is_not_followed(string mediaType, string link)
    {
        _origin.On(Url, () => With(Answer(Document, mediaType), answer => answer.Headers.TryAddWithoutValidation("Link", link)));

        Assert.Equal(Document, Text(await LoadAsync()));
        Assert.Single(_origin.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData(HttpStatusCode.Found)]
    public async Task An_answer_without_success_is_a_failure(HttpStatusCode status)
    {
        _origin.On(Url, () => new HttpResponseMessage(status) { Content = new StringContent(Document) });

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => LoadAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_larger_than_allowed_is_not_read(bool announced)
    {
        _options.MaxDocumentBytes = 100_000;
        var content = new EndlessContent(announced ? 200_000 : null);
        _origin.On(Url, () => new HttpResponseMessage(HttpStatusCode.OK) { Content = content });

        Assert.Equal(JsonLdErrorCode.LoadingInvalid, await Contexts.Refused(() => LoadAsync()));
        Assert.InRange(content.Read, 0, announced ? 0 : 200_000);
    }

    [Fact]
    public async Task A_refused_address_is_a_failure()
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = (_, _) => throw new IOException("This address may not be called."),
        };
        using var client = new HttpClient(handler);
        var loader = new HttpContextLoader(client, _clock, _options);

        Assert.Equal(JsonLdErrorCode.LoadingFailed,
            await Contexts.Refused(() => loader.LoadAsync(new Uri("http://127.0.0.1/"), TestContext.Current.CancellationToken).AsTask()));
    }

    [Fact]
    public async Task A_caller_that_gives_up_sees_its_own_cancellation()
    {
        _origin.On(Url, () => throw new TaskCanceledException());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Loader().LoadAsync(new Uri(Url), cancelled.Token).AsTask());
        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => LoadAsync()));
    }

    [Theory]
    [InlineData("Cache-Control: max-age=60", 60)]
    [InlineData("Cache-Control: max-age=60, s-maxage=90", 90)]
    [InlineData("Cache-Control: public, max-age=60|Age: 20", 40)]
    [InlineData("Cache-Control: max-age=60|Age: 90", 0)]
    [InlineData("Cache-Control: no-store", 0)]
    [InlineData("Cache-Control: no-cache, max-age=60", 0)]
    [InlineData("Cache-Control: no-cache=\"Set-Cookie\", max-age=60", 60)]
    [InlineData("Cache-Control: max-age=60|Expires: Thu, 01 Jan 2026 00:10:00 GMT", 60)]
    [InlineData("Expires: Thu, 01 Jan 2026 00:10:00 GMT", 600)]
    [InlineData("Expires: Thu, 01 Jan 2026 00:10:00 GMT|Date: Thu, 01 Jan 2026 00:09:00 GMT", 60)]
    [InlineData("Expires: Thu, 01 Jan 2020 00:00:00 GMT", 0)]
    [InlineData("Expires: 0", 0)]
    [InlineData("Cache-Control: public", null)]
    [InlineData("ETag: \"x\"", null)]
    public async Task The_lifetime_is_what_the_origin_says(string headers, int? seconds)
    {
        _origin.On(Url, () => With(Json(Document), answer =>
        {
            foreach (var header in headers.Split('|'))
            {
                var (name, value) = (header[..header.IndexOf(':')], header[(header.IndexOf(':') + 2)..]);
                if (!answer.Headers.TryAddWithoutValidation(name, value))
                    answer.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }));

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, (await LoadAsync()).Lifetime);
    }

    [Fact]
    public async Task A_resolver_fetches_over_HTTP()
    {
        _origin.On(Url, () => Json("""{"@context":{"a":"https://ex.org/v#a"}}"""));
        var resolver = new ContextResolver(Loader(), _clock, _options);

        Assert.Equal("https://ex.org/v#a", (await resolver.UrlAsync(Url)).Expand("a"));
    }

    private static string Text(LoadedContext loaded) => Encoding.UTF8.GetString(loaded.Document.Span);

    private static HttpResponseMessage Json(string text) => Answer(text, "application/ld+json");

    private static HttpResponseMessage Answer(string text, string mediaType) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, new MediaTypeHeaderValue(mediaType)) };

    private static HttpResponseMessage Redirect(string location) =>
        With(new HttpResponseMessage(HttpStatusCode.Found), answer => answer.Headers.TryAddWithoutValidation("Location", location));

    private static HttpResponseMessage With(HttpResponseMessage answer, Action<HttpResponseMessage> change)
    {
        change(answer);
        return answer;
    }

    private HttpContextLoader Loader() => new(new HttpClient(_origin), _clock, _options);

    private async Task<LoadedContext> LoadAsync(string url = Url) =>
        await Loader().LoadAsync(new Uri(url), TestContext.Current.CancellationToken);

    private sealed class Origin : HttpMessageHandler
    {
        private readonly Dictionary<string, Func<HttpResponseMessage>> _answers = new(StringComparer.Ordinal);

        public List<HttpRequestMessage> Requests { get; } = [];

        public void On(string url, Func<HttpResponseMessage> answer) => _answers[url] = answer;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            var known = _answers.TryGetValue(request.RequestUri!.AbsoluteUri, out var answer);
            return Task.FromResult(known ? answer!() : new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }

    private sealed class EndlessContent(long? announced) : HttpContent
    {
        private readonly EndlessStream _stream = new();

        public long Read => _stream.Position;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = announced ?? 0;
            return announced is not null;
        }
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
