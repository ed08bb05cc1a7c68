using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Mqtt.Connection;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>One connection for each server and user, shared by all who publish there. Thread-safe.</summary>
/// <remarks>
/// A connection is opened when it is first needed and closed when nobody has published for a while. With 5.0 messages with QoS 2 arrive
/// once even over a lost connection; 3.1.1 has no session that ends by itself, so none is kept, and after a loss they may arrive twice.
/// </remarks>
internal sealed class MqttConnections : IAsyncDisposable
{
    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Lock _gate = new();
    private readonly MqttOptions _options;
    private readonly Func<Key, IMqttConnection> _open;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private bool _isDisposed;

    /// <summary>Makes them; nothing is opened yet.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="open">Opens a TCP connection to a host and a port, or refuses to; null for any address.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of losses.</param>
    /// <param name="rootsBeside">Roots that are trusted besides those of the options or of the system.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its bounds.</exception>
    public MqttConnections(
        MqttOptions options, Func<string, int, CancellationToken, ValueTask<Stream>>? open, TimeProvider time, ILogger<MqttConnections> logger,
        X509Certificate2Collection? rootsBeside = null)
        : this(options, key => new MqttClient(ClientOptions(options, key, open) with { RootsBeside = rootsBeside }, null, time, logger), time)
    {
    }

    internal MqttConnections(MqttOptions options, Func<Key, IMqttConnection> open, TimeProvider time)
    {
        options.Validate();
        _options = options;
        _open = open;
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, options.IdleTime / 2, options.IdleTime / 2);
    }

    /// <summary>How many connections there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>Publishes a message, not retained, and waits until it is acknowledged as its QoS asks for.</summary>
    /// <param name="endpoint">The server and the topic.</param>
    /// <param name="payload">The content; not to be changed until the task ends.</param>
    /// <param name="cancel">Ends the waiting; what was sent may arrive all the same.</param>
    /// <exception cref="MqttException">The server cannot be reached or refuses; too many messages wait, or too many servers are connected to.</exception>
    public async Task PublishAsync(MqttEndpoint endpoint, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var entry = Enter(Key.Of(endpoint));
        try
        {
            await entry.Connection.ConnectAsync(cancel);
            await entry.Connection.PublishAsync(endpoint.Topic, payload, endpoint.Qos, null, cancel);
        }
        finally
        {
            lock (_gate)
            {
                entry.Users--;
                entry.LastUsed = _time.GetTimestamp();
            }
        }
    }

    /// <summary>Closes all; what waits fails.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Entry> all;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            all = [.. _entries.Values];
            _entries.Clear();
        }
        await _sweep.DisposeAsync();
        await Task.WhenAll(all.Select(entry => entry.Connection.DisposeAsync().AsTask()));
    }

    private Entry Enter(Key key)
    {
        Entry? ousted = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= _options.MaxConnections)
                    ousted = Oust();
                entry = new Entry(key, _open(key)) { LastUsed = _time.GetTimestamp() };
                _entries.Add(key, entry);
            }
            entry.Users++;
            Close(ousted);
            return entry;
        }
    }

    private Entry Oust()
    {
        var idle = _entries.Values.Where(entry => entry.Users == 0).MinBy(entry => entry.LastUsed)
            ?? throw new MqttException($"{_options.MaxConnections} MQTT servers are connected to already, and all are in use");
        _entries.Remove(idle.Key);
        return idle;
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.ToList())
            {
                if (entry.Users > 0 || _time.GetElapsedTime(entry.LastUsed) < _options.IdleTime)
                    continue;
                _entries.Remove(entry.Key);
                Close(entry);
            }
        }
    }

    // Nobody uses it, so nobody waits for its end.
    private static void Close(Entry? entry) => _ = entry?.Connection.DisposeAsync().AsTask();

    private static MqttClientOptions ClientOptions(MqttOptions options, Key key, Func<string, int, CancellationToken, ValueTask<Stream>>? open) => new()
    {
        Host = key.Host,
        Port = key.Port,
        UsesTls = key.UsesTls,
        Roots = options.Roots,
        Version = key.Version,
        User = key.User,
        Password = key.Password,
        KeepAlive = options.KeepAlive,
        ConnectTimeout = options.ConnectTimeout,
        MaxPending = options.MaxPending,
        ReconnectMost = options.ReconnectPause,
        StaysConnected = false,
        Open = open ?? Tcp.ConnectAsync,
    };

    /// <summary>What a connection can be shared by.</summary>
    internal sealed record Key(string Host, int Port, bool UsesTls, MqttVersion Version, string? User, string? Password)
    {
        public static Key Of(MqttEndpoint endpoint) =>
            new(endpoint.Host, endpoint.Port, endpoint.UsesTls, endpoint.Version, endpoint.User, endpoint.Password);

        public override string ToString() => $"{Host}:{Port}";
    }

    private sealed class Entry(Key key, IMqttConnection connection)
    {
        public Key Key => key;

        public IMqttConnection Connection => connection;

        public int Users { get; set; }

        public long LastUsed { get; set; }
    }
}
