using System.Text;
using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>A cloud and two gateways in one process: what happens, in which order, and what goes wrong with it is drawn from one seed (SYNC 7).</summary>
sealed class World
{
    private const string Cloud = "cloud";
    private static readonly string[] Gateways = ["g1", "g2"];
    private static readonly string[] Shared = ["name", "location"];

    private readonly Random _dice;
    private readonly Mutant _mutant;
    private readonly Dictionary<string, MemoryBroker> _nodes = [];
    private readonly Dictionary<string, MemoryBroker> _backups = [];
    private readonly Dictionary<string, long> _skew = [];
    private readonly Dictionary<string, Sender> _senders = [];
    private readonly List<(string Gateway, Request Request)> _late = [];
    private readonly HashSet<(Slot Slot, long Key)> _written = [];
    private readonly HashSet<string> _cut = [];
    private readonly Wire _wire;
    private readonly double _faults;
    private Receiver _receiver;
    private long _now = 1_000_000;
    private int _names;
    private string? _fault;

    public World(int seed, Mutant mutant = Mutant.None)
    {
        (_dice, _mutant) = (new Random(seed), mutant);
        // Where much goes wrong, compares make up for all of it; where little does, what goes wrong has time to show.
        _faults = _dice.Next(3) switch { 0 => 0, 1 => 0.02, _ => 0.2 };
        foreach (var node in (string[])[Cloud, .. Gateways])
        {
            _nodes[node] = new MemoryBroker(node, () => (uint)_dice.NextInt64(1, uint.MaxValue), mutant);
            _skew[node] = _dice.Next(2) == 0 ? _dice.Next(-100_000, 50_000) : 0;
        }
        _wire = new Wire(mutant, _dice, () => Crash(Cloud));
        _receiver = NewReceiver();
        foreach (var gateway in Gateways)
            _senders[gateway] = NewSender(gateway);
    }

    /// <summary>So many things happen; then all is well for as long as there is something to tell.</summary>
    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Step();
            if (i % 4 == 0)
                _fault ??= Gateways.Select(gateway => Judgement.Untold(_nodes[gateway], _nodes[Cloud])).FirstOrDefault(untold => untold is not null);
        }
        Heal();
    }

    private void Step()
    {
        _now += _dice.Next(1, 500);
        var node = _dice.Next(3) == 0 ? Cloud : Pick(Gateways);
        switch (_dice.Next(46))
        {
            case < 12:
                Read(Pick(Gateways));
                break;
            case < 16:
                Change(node);
                break;
            case < 17:
                End(node);
                break;
            case < 30:
                var talker = Pick(Gateways);
                for (var left = _dice.Next(1, 12); left > 0; left--)
                    Talk(talker, isFaulty: true);
                break;
            case < 34:
                // Somebody writes while nobody talks.
                Read(Pick(Gateways));
                break;
            case 34:
                Deliver();
                break;
            case 35 or 42 or 43:
                _backups[node] = _nodes[node].Copy();
                break;
            case 40 or 41:
                var gateway = Pick(Gateways);
                if (!_cut.Remove(gateway))
                    _cut.Add(gateway);
                break;
            case 36 or 44 or 45 when _backups.TryGetValue(node, out var backup):
                Restore(node, backup);
                break;
            case 37:
                _skew[node] = _dice.Next(2) == 0 ? 0 : _dice.Next(-100_000, 100_000);
                break;
            case 38:
                var sender = Pick(Gateways);
                _nodes[sender].Trim(_senders[sender].Acknowledged);
                break;
            default:
                Crash(node);
                break;
        }
    }

    /// <summary>A sensor is read; sometimes it tells late, or once more.</summary>
    private void Read(string gateway)
    {
        var slot = new Slot($"{gateway}:sensor{_dice.Next(2)}", "numValue", "");
        var broker = _nodes[gateway];
        var observed = _dice.Next(5) == 0 && broker.Present(slot) is { } last ? last.Key : _now - (_dice.Next(4) == 0 ? _dice.Next(5000) : 0);
        var isCurrent = broker.Present(slot) is not { } present || present.Key <= observed;
        Write(gateway, slot, observed, isCurrent, Lane.Reading);
        _written.Add((slot, observed));
    }

    /// <summary>Somebody changes, or takes away, what both may change.</summary>
    private void Change(string node)
    {
        var entity = _dice.Next(3) == 0 ? "shared:plot" : $"{Pick(Gateways)}:sensor{_dice.Next(2)}";
        Write(node, new Slot(entity, Pick(Shared), ""), null, isCurrent: true, Lane.Control, isEnd: _dice.Next(5) == 0);
    }

    private void Write(string node, Slot slot, long? observed, bool isCurrent, Lane lane, bool isEnd = false)
    {
        var broker = _nodes[node];
        var version = Writing.Value(broker, Clock(node), node, slot, observed, isCurrent, isEnd ? default : Encoding.ASCII.GetBytes($"{node} {_now} {_dice.Next(1000)}"));
        if (_mutant == Mutant.BareClock)
            version = version with { Stamp = new Stamp(Clock(node), node) };
        Join.Apply(broker, version);
        broker.Append(lane, node, version);
        if (isCurrent && broker.Present(slot) != version)
            _fault ??= $"what was written last at {node} does not count: {version}";
    }

    private void End(string node)
    {
        var broker = _nodes[node];
        var end = Writing.End(broker, Clock(node), node, $"{Pick(Gateways)}:sensor{_dice.Next(2)}");
        if (Join.Apply(broker, end))
            broker.Append(Lane.Control, node, end);
    }

    private void Talk(string gateway, bool isFaulty)
    {
        var sender = _senders[gateway];
        if (isFaulty && _cut.Contains(gateway))
        {
            sender.Lost();
            return;
        }
        if (sender.Next(asks: true) is not { } request)
            return;
        // 0 the request is lost   1 its answer   2 it comes twice   3 it comes some time later too   4 the cloud dies before, 5 behind its commit   else nothing is wrong
        var fate = isFaulty && _dice.NextDouble() < _faults ? _dice.Next(6) : 6;
        if (fate == 3)
            _late.Add((gateway, request));
        if (fate == 4)
            Crash(Cloud);
        if (fate is 0 or 4)
        {
            sender.Lost();
            return;
        }
        var answer = _wire.Answer(_receiver, request);
        if (fate == 2)
            answer = _wire.Answer(_receiver, request);
        if (fate == 5)
            Crash(Cloud);
        if (fate is 1 or 5)
        {
            sender.Lost();
            return;
        }
        if (isFaulty && _dice.NextDouble() < _faults / 4)
        {
            Crash(gateway);
            return;
        }
        sender.Take(request, _wire.Told(answer, _nodes[gateway]));
    }

    /// <summary>A request that was thought lost arrives after all.</summary>
    private void Deliver()
    {
        if (_late.Count == 0)
            return;
        var at = _dice.Next(_late.Count);
        _receiver.Answer(_late[at].Request);
        _late.RemoveAt(at);
    }

    private void Restore(string node, MemoryBroker backup)
    {
        _nodes[node] = backup.Copy();
        Crash(node);
        // What nobody else had is gone with the card.
        _written.RemoveWhere(key => !_nodes.Values.Any(one => one.Pasts.ContainsKey(key)));
    }

    private void Crash(string node)
    {
        if (node == Cloud)
            _receiver = NewReceiver();
        else
            _senders[node] = NewSender(node);
    }

    private Receiver NewReceiver() => new(_nodes[Cloud], () => $"session{_names++}");

    private Sender NewSender(string gateway) => new(
        _nodes[gateway], Cloud, () => $"epoch{_names++}", new SenderOptions { Records = _dice.Next(1, 20), Lag = 8, Segments = 3, Entities = _dice.Next(1, 10) });

    private void Heal()
    {
        _late.Clear();
        for (var quiet = 0; quiet < 3;)
        {
            var before = Progress();
            foreach (var gateway in Gateways)
            {
                for (var i = 0; i < 200; i++)
                    Talk(gateway, isFaulty: false);
            }
            quiet = before == Progress() ? quiet + 1 : 0;
        }
    }

    private (long Records, int Due) Progress() =>
        (_nodes.Values.Sum(node => node.Head.Sequence), Gateways.Count(gateway => _nodes[gateway].Peer(Cloud).IsCompareDue || _nodes[Cloud].Peer(gateway).IsCompareDue));

    /// <summary>What is wrong in the end; null where nothing is.</summary>
    public string? Fault()
    {
        var cloud = _nodes[Cloud];
        if (_fault is not null)
            return _fault;
        if (_written.FirstOrDefault(key => !cloud.Pasts.ContainsKey(key)) is { Slot.Entity: not null } missing)
            return $"a reading is not in the cloud: {missing}";
        return Gateways.Select(gateway => Judgement.Differs(_nodes[gateway], cloud)).FirstOrDefault(fault => fault is not null);
    }

    private long Clock(string node) => _now + _skew[node];

    private T Pick<T>(T[] of) => of[_dice.Next(of.Length)];
}
