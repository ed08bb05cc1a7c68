namespace Waziup.Ngsi.Model;

/// <summary>This request cannot be answered; carries the one error that says why.</summary>
public sealed class NgsiLdException(NgsiLdError error, Exception? cause = null) : Exception(error.Detail, cause)
{
    /// <summary>The problem to show to the sender.</summary>
    public NgsiLdError Error { get; } = error;
}
