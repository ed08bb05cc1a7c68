using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>Where a request comes from, as far as one sender cannot choose it: an IPv4 address, or the first half of an IPv6 one.</summary>
/// <param name="Bits">The address.</param>
/// <param name="IsSix">Whether it is of IPv6.</param>
internal readonly record struct RemoteAddress(ulong Bits, bool IsSix)
{
    public static RemoteAddress Of(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? Of(address) : default;

    public static RemoteAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isSix = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out _);
        return new RemoteAddress(isSix ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes), isSix);
    }
}
