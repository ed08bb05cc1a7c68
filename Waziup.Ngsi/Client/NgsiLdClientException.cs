using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>The broker refused a request, or gave an answer that cannot be used.</summary>
/// <remarks>Where there was no answer at all, the exceptions of <see cref="HttpClient"/> come through as they are.</remarks>
public sealed class NgsiLdClientException : Exception
{
    private const string NotFound = "/ResourceNotFound";

    /// <summary>Makes an exception out of a problem document.</summary>
    /// <param name="error">What the broker said.</param>
    /// <param name="retryAfter">When to come again, if the broker said so.</param>
    /// <param name="cause">What lies behind it.</param>
    public NgsiLdClientException(NgsiLdError error, TimeSpan? retryAfter = null, Exception? cause = null)
        : base($"{error.Status} {error.Title}: {error.Detail}", cause)
    {
        Error = error;
        RetryAfter = retryAfter;
    }

    /// <summary>The problem document: type, title, status and detail.</summary>
    public NgsiLdError Error { get; }

    /// <summary>The status of the answer.</summary>
    public int Status => Error.Status;

    /// <summary>How long the broker wants to be left alone; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the broker knows no such entity, subscription or registration. A wrong address is a 404 too, but not this.</summary>
    public bool IsNotFound => Status == 404 && Error.Type.EndsWith(NotFound, StringComparison.Ordinal);
}
