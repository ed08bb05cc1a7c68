using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;
using Waziup.Ngsi.Sync.Uplink;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>A gateway, a cloud and a bad way between them: one schedule, which its seed decides.</summary>
sealed class UplinkWorld : IAsyncDisposable
{
    private readonly Random _dice;
    private readonly ManualTime _clock;
    private readonly LocalBroker _gateway;
    private readonly LocalBroker _cloud;
    private readonly FaultyWire _wire;
    private readonly HttpMessageInvoker _http;
    private readonly UplinkOptions _options;
    private readonly RandomWrites _writes;
    private Link _link;
    private double _badness;
    private int _awayFor;

    private UplinkWorld(int seed, ManualTime clock, LocalBroker gateway, LocalBroker cloud)
    {
        (_dice, _clock, _gateway, _cloud) = (new Random(seed), clock, gateway, cloud);
        _wire = new FaultyWire(cloud, _ => NextFate());
        _http = new HttpMessageInvoker(_wire);
        _options = new UplinkOptions
        {
            Cloud = new Uri("http://cloud"),
            Gateway = "g",
            MaxRows = _dice.Next(1, 12),
            MaxEntities = _dice.Next(1, 5),
            RetryRefused = TimeSpan.FromMinutes(5),
            Packs = seed % 8 == 0,
        };
        _writes = new RandomWrites(_dice, gateway, clock);
        _link = null!;
    }

    public static async Task<UplinkWorld> StartAsync(int seed, IStorage? storage = null, Carelessness careless = Carelessness.None, ManualTime? clock = null)
    {
        clock ??= new ManualTime();
        var gateway = await LocalBroker.StartAsync(clock, storage ?? new MemoryStorage());
        var world = new UplinkWorld(seed, clock, gateway, await LocalBroker.StartAsync(clock, new MemoryStorage()));
        world._wire.Careless = careless;
        await world.BeginAsync();
        return world;
    }

    /// <summary>Everything that was written, for who looks into a failure.</summary>
    public IEnumerable<string> Trace => _writes.Done;

    /// <summary>Writes, tells and breaks, step by step; then heals everything, and goes on until nothing more is told.</summary>
    public async Task RunAsync(int steps)
    {
        _badness = _dice.NextDouble() * 0.5;
        for (var step = 0; step < steps; step++)
        {
            switch (_dice.Next(20))
            {
                case < 10:
                    await _writes.WriteAsync();
                    break;
                case < 16:
                    await TurnAsync();
                    break;
                case 16:
                    await BeginAsync();
                    break;
                case 17:
                    _wire.MaxBody = _dice.Next(3) == 0 ? _dice.Next(200, 2_000) : int.MaxValue;
                    break;
                case 18:
                    _awayFor = _dice.Next(4) == 0 ? _dice.Next(5, 30) : 0;
                    break;
                default:
                    await TrimAsync();
                    break;
            }
            _clock.Advance(TimeSpan.FromMilliseconds(_dice.Next(1, 3_000)));
        }
        await HealAsync();
    }

    /// <summary>What differs; null for nothing.</summary>
    public Task<string?> FaultAsync() => Judgement.CompareAsync(_gateway, _cloud, Instant.Of(_clock.GetUtcNow()));

    public async ValueTask DisposeAsync()
    {
        _link.Dispose();
        _http.Dispose();
        await ((IAsyncDisposable)_gateway).DisposeAsync();
        await ((IAsyncDisposable)_cloud).DisposeAsync();
    }

    private async Task HealAsync()
    {
        (_badness, _awayFor, _wire.MaxBody) = (0, 0, int.MaxValue);
        for (var quiet = 0; quiet < 2; quiet++)
        {
            // What was refused is tried again then.
            _clock.Advance(_options.RetryRefused + TimeSpan.FromSeconds(1));
            var turns = 0;
            while (await TurnAsync())
                Assert.True(++turns < 3_000, "the link never comes to rest");
        }
    }

    // Crash: what is not kept is forgotten.
    private async Task BeginAsync()
    {
        _link?.Dispose();
        _link = new Link(_gateway.Broker, _gateway.Policy, _http, _options, NullLogger.Instance);
        await _link.LoadAsync(CancellationToken.None);
    }

    private async Task<bool> TurnAsync()
    {
        try
        {
            return await _link.TurnAsync(CancellationToken.None) == Turn.More;
        }
        catch (CloudAwayException away)
        {
            _clock.Advance(await _link.RestAsync(away, CancellationToken.None));
            return true;
        }
    }

    private async Task TrimAsync()
    {
        if (_dice.Next(3) == 0)
            await _gateway.Storage.Changes.TrimAsync(Instant.Of(_clock.GetUtcNow()), _dice.Next(1, 1_000), CancellationToken.None);
    }

    private Fate NextFate()
    {
        if (_awayFor > 0)
        {
            _awayFor--;
            return Fate.Lost;
        }
        return _dice.NextDouble() >= _badness ? Fate.Arrives : (Fate)_dice.Next(1, 7);
    }
}
