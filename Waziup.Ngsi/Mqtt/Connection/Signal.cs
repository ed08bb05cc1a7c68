using System.Threading.Channels;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>Says that there is something to do; said several times, it is heard once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancel) => _channel.Reader.ReadAsync(cancel);
}
