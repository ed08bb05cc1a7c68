using System.Globalization;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Federation;

/// <summary>How a source has answered (5.2.9).</summary>
/// <remarks>Immutable. Kept in the store beside the registration, so that counting never writes the registration itself.</remarks>
internal sealed record SourceState
{
    public static readonly SourceState None = new();

    /// <summary>How many requests were forwarded.</summary>
    public long TimesSent { get; init; }

    /// <summary>How many of them the source has not answered, or with an error of its own.</summary>
    public long TimesFailed { get; init; }

    public Instant LastSuccess { get; init; } = Instant.None;

    public Instant LastFailure { get; init; } = Instant.None;

    /// <summary>Whether the last one failed.</summary>
    public bool IsFailed { get; init; }

    public SourceState Succeeded(Instant now) => this with { TimesSent = TimesSent + 1, LastSuccess = now, IsFailed = false };

    public SourceState Failed(Instant now) => this with { TimesSent = TimesSent + 1, TimesFailed = TimesFailed + 1, LastFailure = now, IsFailed = true };

    /// <summary>Writes the members that a reader of the registration is shown; none before the first request.</summary>
    public void Write(PooledBuffer output)
    {
        if (TimesSent == 0)
            return;
        output.Append(IsFailed ? "\"status\":\"failed\","u8 : "\"status\":\"ok\","u8);
        output.Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"timesSent\":{TimesSent},\"timesFailed\":{TimesFailed},")));
        LastSuccess.AppendMember(output, "\"lastSuccess\":"u8);
        LastFailure.AppendMember(output, "\"lastFailure\":"u8);
    }

    public Document ToDocument(DocumentKey key, Instant now)
    {
        using var body = PooledBuffer.Rent();
        body.Append((byte)'{');
        Write(body);
        body.Close((byte)'}');
        return new Document(DocumentKind.SourceState, key.Id, null, now, body.Written.ToArray());
    }

    public static SourceState Of(Document document)
    {
        using var json = JsonDocument.Parse(document.Body);
        var root = json.RootElement;
        return new SourceState
        {
            TimesSent = root.Number("timesSent"),
            TimesFailed = root.Number("timesFailed"),
            LastSuccess = root.Time("lastSuccess"),
            LastFailure = root.Time("lastFailure"),
            IsFailed = root.IsFailed(),
        };
    }
}
