using System.Net.Sockets;
using System.Text;

namespace Waziup.Server.Tests;

/// <summary>A connection on which bytes go out exactly as a test wants them.</summary>
sealed class RawConnection : IDisposable
{
    readonly TcpClient _client;
    readonly NetworkStream _stream;

    RawConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        return new RawConnection(client);
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);

    /// <summary>Reads to the end of the answer's headers, or of the connection.</summary>
    public async Task<string> ReadHeadersAsync()
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            try
            {
                if (await _stream.ReadAsync(one, Cancel) == 0)
                    break;
            }
            catch (IOException)
            {
                break;
            }
            text.Append((char)one[0]);
        }
        return text.ToString();
    }

    /// <summary>The status of the answer; 0 where the connection ended without one.</summary>
    public async Task<int> ReadStatusAsync()
    {
        var headers = await ReadHeadersAsync();
        return headers.Length == 0 ? 0 : int.Parse(headers.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _client.Dispose();
}
