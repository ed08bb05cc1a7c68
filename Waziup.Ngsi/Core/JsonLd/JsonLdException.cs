namespace Waziup.Ngsi.JsonLd;

/// <summary>A context or a document cannot be used, or a name cannot be expanded.</summary>
/// <remarks>The message is fit for the sender of the request: it names the term or the URL, never anything internal.</remarks>
public sealed class JsonLdException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">What is wrong.</param>
    /// <param name="message">What the sender should know.</param>
    /// <param name="inner">What caused it, for the log.</param>
    public JsonLdException(JsonLdErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>What is wrong.</summary>
    public JsonLdErrorCode Code { get; }
}
