using System.Security.Cryptography;

namespace Waziup.Server.Transport;

/// <summary>A certificate in files that somebody else keeps: who renews it puts others in their place.</summary>
internal sealed class GivenCertificate(string file, string? keyFile, string? password) : ICertificateSource
{
    private byte[] _seen = [];

    public string Origin => file;

    /// <remarks>The content is compared: a link may lead elsewhere, and a time of change may stay.</remarks>
    public Identification? Next()
    {
        var content = File.ReadAllBytes(file);
        var key = keyFile is null ? null : File.ReadAllBytes(keyFile);
        byte[] mark = [.. SHA256.HashData(content), .. SHA256.HashData(key ?? [])];
        if (mark.AsSpan().SequenceEqual(_seen))
            return null;
        _seen = mark;
        return CertificateFile.Read(file, content, key, password);
    }
}
