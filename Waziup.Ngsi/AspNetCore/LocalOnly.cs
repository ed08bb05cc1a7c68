using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Answers only to requests that are meant for this machine and were not passed on by another one.</summary>
/// <remarks>
/// A server that lets everybody in listens on loopback; still, a page in a browser may have a host name that resolves to loopback, and a
/// proxy may pass requests on from anywhere. The first names a foreign host, the second leaves a trace in the headers.
/// </remarks>
internal static class LocalOnly
{
    private static readonly string[] Traces =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server", "X-Real-IP"];

    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Why a request is refused; null where it is good.</summary>
    public static NgsiLdError? Refusal(IHeaderDictionary headers)
    {
        if (!IsLocal(headers.Host))
        {
            return NgsiLdErrors.InvalidRequest("this server answers to localhost, 127.0.0.1 and [::1] only") with
            {
                Title = "Misdirected request",
                Status = StatusCodes.Status421MisdirectedRequest,
            };
        }
        foreach (var trace in Traces)
        {
            if (headers.ContainsKey(trace))
                return NgsiLdErrors.Forbidden($"this server answers this machine only, and {trace} says that the request comes from elsewhere");
        }
        return null;
    }

    /// <summary>Whether a Host header is one of ours, with any port or none.</summary>
    public static bool IsLocal(StringValues header)
    {
        if (header is not [{ } text])
            return false;
        foreach (var host in Hosts)
        {
            if (text.StartsWith(host, StringComparison.OrdinalIgnoreCase) && IsPortOrNothing(text.AsSpan(host.Length)))
                return true;
        }
        return false;
    }

    private static bool IsPortOrNothing(ReadOnlySpan<char> rest) =>
        rest.IsEmpty || (rest[0] == ':' && rest.Length > 1 && rest[1..].IndexOfAnyExceptInRange('0', '9') < 0);
}
