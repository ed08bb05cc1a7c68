namespace Waziup.Ngsi.Client;

/// <summary>How a request on entities ended that may succeed in part (5.2.16).</summary>
/// <param name="Succeeded">The entities that were written or deleted.</param>
/// <param name="Created">Those of them that the broker says are new.</param>
/// <param name="Failures">What was not done.</param>
public sealed record NgsiBatchResult(IReadOnlyList<string> Succeeded, IReadOnlyList<string> Created, IReadOnlyList<NgsiFailure> Failures)
{
    /// <summary>Whether everything was done.</summary>
    public bool IsComplete => Failures.Count == 0;

    /// <summary>Both results as one.</summary>
    public NgsiBatchResult And(NgsiBatchResult other) => new(
        [.. Succeeded, .. other.Succeeded], [.. Created, .. other.Created], [.. Failures, .. other.Failures]);

    /// <summary>This result, where everything was done.</summary>
    /// <exception cref="NgsiLdClientException">Something was not done: the first failure.</exception>
    public NgsiBatchResult OrThrow() => IsComplete ? this : throw new NgsiLdClientException(Failures[0].Error);
}
