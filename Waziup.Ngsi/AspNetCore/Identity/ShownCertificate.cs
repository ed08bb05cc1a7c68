using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>The certificate that was shown when a connection began, kept with the connection: who has shown it has proved to have its key.</summary>
/// <param name="Fingerprint">Its SHA-256, in small hexadecimal letters.</param>
/// <param name="Until">When it or one that vouches for it ends.</param>
/// <param name="Fault">Why it was not good then; null where it was.</param>
internal sealed record ShownCertificate(string Fingerprint, Instant Until, string? Fault)
{
    /// <summary>What was shown on the connection of a request; null for nothing.</summary>
    public static ShownCertificate? Of(HttpContext http) => http.Features.Get<ShownCertificate>();

    /// <summary>Why it is not good; null where it is. A connection may last longer than a certificate.</summary>
    public string? FaultAt(Instant now) => Fault ?? (now < Until ? null : "it has ended");
}
