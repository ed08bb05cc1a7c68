using System.Net;
using System.Net.Sockets;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>Opens every outgoing connection: the address that was checked is the one that is dialled, so a name cannot change its mind in between.</summary>
/// <param name="options">Which addresses may be called.</param>
/// <param name="resolve">Looks a name up.</param>
internal sealed class Egress(EgressOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public Egress(EgressOptions options) : this(options, Dns.GetHostAddressesAsync)
    {
    }

    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel) =>
        ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);

    /// <summary>Opens a TCP connection.</summary>
    /// <exception cref="HttpRequestException">The address may not be called.</exception>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancel);
        var free = !options.OnlyPublic || options.Allowed.Contains($"{host}:{port}");
        Exception? last = null;
        foreach (var address in addresses)
        {
            if (!free && !IsPublic(address))
                continue;
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancel);
                // Where it was reset meanwhile the client would fail with that later, and not as with a connection that cannot be made.
                _ = socket.RemoteEndPoint;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                last = failure;
            }
        }
        throw last ?? new HttpRequestException($"{host}:{port} is not a public address; the operator has to allow it");
    }

    /// <summary>Whether an address is public unicast: none of the special ranges, in whatever form they are written.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (Embedded(address) is { } inner)
                return IsPublic(inner);
            Span<byte> six = stackalloc byte[16];
            address.TryWriteBytes(six, out _);
            var isGlobal = (six[0] & 0xE0) == 0x20; // 2000::/3 holds all public addresses
            var isDocumentation = (six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0D && six[3] == 0xB8) || (six[0] == 0x3F && six[1] == 0xFF && six[2] < 0x10);
            var isProtocol = six[0] == 0x20 && six[1] == 0x01 && six[2] < 2; // 2001::/23 holds benchmarks, ORCHID and the like
            return isGlobal && !isDocumentation && !isProtocol;
        }
        Span<byte> four = stackalloc byte[4];
        address.TryWriteBytes(four, out _);
        return (four[0], four[1], four[2]) switch
        {
            (0 or 10 or 127, _, _) => false,
            (100, >= 64 and <= 127, _) => false,
            (169, 254, _) => false,
            (172, >= 16 and <= 31, _) => false,
            (192, 168, _) or (192, 0, 0) or (192, 0, 2) or (192, 88, 99) or (198, 18 or 19, _) or (198, 51, 100) or (203, 0, 113) => false,
            ( >= 224, _, _) => false,
            _ => true,
        };
    }

    /// <summary>The IPv4 address inside an IPv6 one: mapped, compatible, translated (64:ff9b::/96), 6to4, Teredo.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        Span<byte> six = stackalloc byte[16];
        address.TryWriteBytes(six, out _);
        if (address.IsIPv4MappedToIPv6 || (six[..12].IndexOfAnyExcept((byte)0) < 0 && !address.Equals(IPAddress.IPv6Loopback)))
            return new IPAddress(six[12..]);
        if (six[..12].SequenceEqual<byte>([0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]))
            return new IPAddress(six[12..]);
        if (six[0] == 0x20 && six[1] == 0x02)
            return new IPAddress(six[2..6]);
        if (!(six[0] == 0x20 && six[1] == 0x01 && six[2] == 0 && six[3] == 0))
            return null;
        return new IPAddress([(byte)~six[12], (byte)~six[13], (byte)~six[14], (byte)~six[15]]);
    }
}
