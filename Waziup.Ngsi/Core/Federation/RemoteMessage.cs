using System.Collections.Frozen;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>What is said to a source, before it is known how to reach it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below the root of the API.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Terms">The @context of its names.</param>
internal sealed record RemoteMessage(string Method, string Path, IReadOnlyList<(string Name, string Value)> Parameters, ActiveContext Terms)
{
    // What the broker decides (6.3.19).
    private static readonly FrozenSet<string> Ours =
        new[] { "Link", "NGSILD-EntityMap", "NGSILD-Tenant", "Via" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Whatever is called like this lets somebody in somewhere.
    private static readonly string[] Credentials = ["auth", "cookie", "credential", "key", "password", "secret", "session", "token"];

    // Where it went last: most go to one source alone, some again and again.
    private Address? _last;

    /// <summary>The body, without an @context; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether it asks for what a source has, and changes nothing (5.7).</summary>
    public bool IsQuestion => Method == "GET" || Path.EndsWith("entityOperations/query", StringComparison.Ordinal);

    /// <summary>The same with one more parameter.</summary>
    public RemoteMessage With(string name, string value) => this with { Parameters = [.. Parameters, (name, value)], _last = null };

    /// <summary>The request to a source.</summary>
    /// <param name="registration">The source.</param>
    /// <param name="incoming">The request that led to it.</param>
    /// <param name="alias">How this broker calls itself.</param>
    /// <param name="options">Bounds.</param>
    public RemoteCall To(Registration registration, IIncomingRequest incoming, string alias, FederationOptions options)
    {
        var hasBody = !Body.IsEmpty;
        var inBody = hasBody && (registration.TakesJsonLd ?? (Terms.Url is null && !Terms.IsDefault));
        var headers = new List<KeyValuePair<string, string>> { new("Via", incoming.Header("Via") is { } via ? $"{via}, 1.1 {alias}" : $"1.1 {alias}") };
        if (registration.RemoteTenant is { } tenant)
            headers.Add(new("NGSILD-Tenant", tenant));
        if (!inBody && Terms.Url is { } url && (!Terms.IsDefault || registration.ContextUrl is not null))
            headers.Add(new("Link", ContextLink.Of(url)));
        headers.Add(new("Accept", registration.Accept ?? "application/json, application/ld+json"));
        headers.AddRange(Own(registration, incoming, options));
        return new RemoteCall(
            Method, UriOf(registration), headers, inBody ? WithContext() : Body,
            !hasBody ? null : inBody ? "application/ld+json" : "application/json", TimeoutOf(registration, options))
        { MayRepeat = MayRepeat };
    }

    // Queries, batches of all but what is new, and attributes that take the place of what is there (5.6.3).
    private bool MayRepeat => Method != "POST" || (Path.StartsWith("entityOperations/", StringComparison.Ordinal) && Path != "entityOperations/create")
        || (Path.StartsWith("entities/", StringComparison.Ordinal) && !Parameters.Any(parameter => parameter.Value.Contains("noOverwrite", StringComparison.Ordinal)));

    private static TimeSpan TimeoutOf(Registration registration, FederationOptions options) =>
        registration.Management.Timeout is { } wanted && wanted < options.Timeout ? wanted : options.Timeout;

    private static IEnumerable<KeyValuePair<string, string>> Own(Registration registration, IIncomingRequest incoming, FederationOptions options)
    {
        foreach (var (name, value) in registration.Headers)
        {
            if (Ours.Contains(name) || HeaderText.IsOurs(name))
                continue;
            if (value != "urn:ngsi-ld:request")
                yield return new(name, value);
            else if (MayCopy(name, registration, options) && incoming.Header(name) is { Length: > 0 } copy)
                yield return new(name, copy);
        }
    }

    // Whoever registers a source chooses where it is; nobody's credentials go there unless the operator says so.
    private static bool MayCopy(string name, Registration registration, FederationOptions options) =>
        !(Credentials.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NGSILD-", StringComparison.OrdinalIgnoreCase))
        || options.TrustedOrigins.Contains(registration.Endpoint.GetLeftPart(UriPartial.Authority));

    private Uri UriOf(Registration registration)
    {
        if (Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Of, registration))
            return last.Uri;
        var text = new StringBuilder(registration.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append("/ngsi-ld/v1/").Append(Path);
        var separator = '?';
        foreach (var (name, value) in registration.Management.LocalOnly ? [.. Parameters, ("local", "true")] : Parameters)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        var uri = new Uri(text.ToString());
        Volatile.Write(ref _last, new Address(registration, uri));
        return uri;
    }

    /// <summary>The body with its @context: an object, or an array of them.</summary>
    private byte[] WithContext()
    {
        using var output = Json.PooledBuffer.Rent();
        if (Body.Span[0] == '[')
        {
            using var items = System.Text.Json.JsonDocument.Parse(Body);
            output.Append((byte)'[');
            foreach (var item in items.RootElement.EnumerateArray())
            {
                output.Append(output.Length == 1 ? [] : ","u8);
                Add(output, Encoding.UTF8.GetBytes(item.GetRawText()));
            }
            output.Append((byte)']');
        }
        else
        {
            Add(output, Body.Span);
        }
        return output.Written.ToArray();
    }

    private void Add(Json.PooledBuffer output, ReadOnlySpan<byte> item)
    {
        if (item[0] != '{')
        {
            output.Append(item);
            return;
        }
        output.Append("{\"@context\":"u8);
        output.Append(Terms.Source.Span);
        output.Append(item.Length > 2 ? ","u8 : []);
        output.Append(item[1..]);
    }

    private sealed record Address(Registration Of, Uri Uri);
}
