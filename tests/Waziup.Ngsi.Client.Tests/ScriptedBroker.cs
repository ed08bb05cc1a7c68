using System.Net;
using System.Text;

namespace Waziup.Ngsi.Client.Tests;

/// <summary>A broker that answers what a test says, in order, and keeps what it was asked.</summary>
sealed class ScriptedBroker : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();
    private int _open;

    /// <summary>What was asked: method, path with query, body.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The bodies of what was asked.</summary>
    public List<string> Bodies { get; } = [];

    /// <summary>Answers whose receiver has not closed them yet.</summary>
    public int OpenAnswers => _open;

    public NgsiLdClient Client(NgsiLdClientOptions? options = null, string address = "http://broker.example") =>
        new(new HttpClient(this) { BaseAddress = new Uri(address) }, options);

    /// <summary>Says the next answer; headers are written <c>Name: value</c>.</summary>
    public ScriptedBroker Answer(int status, string body = "", params string[] headers)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new CountedContent(this, Encoding.UTF8.GetBytes(body)) };
            foreach (var header in headers)
            {
                var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
                if (!response.Headers.TryAddWithoutValidation(name, value))
                    response.Content.Headers.TryAddWithoutValidation(name, value);
            }
            return response;
        });
        return this;
    }

    /// <summary>Says the next answer: a body that arrives piece by piece.</summary>
    public ScriptedBroker Answer(Stream body)
    {
        _answers.Enqueue(() => new HttpResponseMessage { Content = new StreamContent(body) });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add($"{request.Method} {request.RequestUri!.AbsoluteUri}");
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return _answers.Dequeue()();
    }

    private sealed class CountedContent : ByteArrayContent
    {
        private readonly ScriptedBroker _broker;
        private bool _isClosed;

        public CountedContent(ScriptedBroker broker, byte[] content)
            : base(content)
        {
            _broker = broker;
            Interlocked.Increment(ref broker._open);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isClosed)
                Interlocked.Decrement(ref _broker._open);
            _isClosed = true;
            base.Dispose(disposing);
        }
    }
}
