namespace Waziup.Server.Transport;

/// <summary>Where the server's certificate comes from.</summary>
internal interface ICertificateSource
{
    /// <summary>Where that is, for the log.</summary>
    string Origin { get; }

    /// <summary>The certificate, where it is another one than the last time; null: nothing has changed.</summary>
    /// <exception cref="InvalidDataException">What is there cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    Identification? Next();
}
