namespace Waziup.Ngsi.Client;

/// <summary>How a <see cref="NgsiLdClient"/> asks.</summary>
/// <remarks>The client copies the options when it is made; later changes have no effect on it.</remarks>
public sealed record NgsiLdClientOptions
{
    /// <summary>The tenant that all requests name (4.14).</summary>
    /// <value>1 to 64 characters of <c>[A-Za-z0-9_-]</c>; null or empty, which is the default, for the default tenant.</value>
    public string? Tenant { get; set; }

    /// <summary>The @context that gives short names their meaning, sent as Link header.</summary>
    /// <value>Default null: the core @context only. An entity with an @context of its own goes out with that instead.</value>
    public Uri? Context { get; set; }

    /// <summary>How entities are to be represented in answers, where a query does not say otherwise.</summary>
    /// <value>Default <see cref="NgsiFormat.Normalized"/>.</value>
    public NgsiFormat Format { get; set; }

    /// <summary>Whether entities come with their @context inside, so that they can be handed on as they are.</summary>
    /// <value>Default false.</value>
    public bool ContextInAnswers { get; set; }

    /// <summary>How many entities one request of a query asks for.</summary>
    /// <value>At least 1; default 100, which every known broker grants.</value>
    public int PageSize { get; set; } = 100;

    /// <summary>How many entities one request of a batch carries at most.</summary>
    /// <value>At least 1; default 100.</value>
    public int BatchSize { get; set; } = 100;

    /// <summary>How long the body of one request of a batch may grow before the next one begins.</summary>
    /// <value>In bytes, at least 1; default 1 MiB. An entity that is longer goes alone.</value>
    public int MaxBatchBytes { get; set; } = 1024 * 1024;

    /// <summary>How long one answer may be; what is longer ends in an <see cref="NgsiLdClientException"/>.</summary>
    /// <value>In bytes, at least 1; default 64 MiB. A query has one answer per page.</value>
    public long MaxAnswerBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long the client waits for the next piece of an answer; then it ends in an <see cref="NgsiLdClientException"/>.</summary>
    /// <value>More than 0, a day at most; default 100 s. How long the first piece may take says <see cref="HttpClient.Timeout"/>.</value>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is repeated that the broker put off with 429 or 503.</summary>
    /// <value>At least 0; default 0: such an answer is an exception that tells when to come again.</value>
    public int Retries { get; set; }

    /// <summary>How long the client waits for a repetition at most. A broker that asks for more time gets no repetition.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that waits.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
